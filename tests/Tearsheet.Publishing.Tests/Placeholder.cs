namespace Tearsheet.Publishing.Tests;

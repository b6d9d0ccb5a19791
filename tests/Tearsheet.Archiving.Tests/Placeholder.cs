namespace Tearsheet.Archiving.Tests;

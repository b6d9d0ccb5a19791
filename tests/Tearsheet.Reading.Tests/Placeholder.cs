namespace Tearsheet.Reading.Tests;

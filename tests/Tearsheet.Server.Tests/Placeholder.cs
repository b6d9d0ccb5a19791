namespace Tearsheet.Server.Tests;

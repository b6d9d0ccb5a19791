namespace Tearsheet.Gateway.Tests;

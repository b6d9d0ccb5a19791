namespace Tearsheet.Ipld.Tests;

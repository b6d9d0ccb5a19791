namespace Architecture.Tests;

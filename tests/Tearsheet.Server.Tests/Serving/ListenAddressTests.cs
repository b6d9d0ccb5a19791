using Tearsheet.Server.Serving;

namespace Tearsheet.Server.Tests.Serving;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/", "127.0.0.1:8080")]
    [InlineData("http://localhost:0", "127.0.0.1:0")]
    [InlineData("http://*:80", "0.0.0.0:80")]
    [InlineData("http://[::1]:5000", "[::1]:5000")]
    [InlineData("http://0.0.0.0", "0.0.0.0:80")]
    public void An_address_of_this_machine_can_be_listened_on(string text, string endPoint)
    {
        Assert.True(ListenAddress.TryParse(text, out var parsed, out var problem), problem);
        Assert.Equal(endPoint, parsed.ToString());
    }

    [Theory]
    [InlineData("https://127.0.0.1:8080", "proxy")]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://links.example.org:80", "IP address")]
    [InlineData("http://127.0.0.1:80/desk", "no address to listen on")]
    [InlineData("", "no address to listen on")]
    public void Anything_else_is_refused_with_the_way_to_write_it(string text, string says)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }
}

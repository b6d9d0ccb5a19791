using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Tearsheet.Publishing.Tests;

public class PurityTests
{
    [Fact]
    public void Publishing_sees_no_clock_network_chance_disk_or_machine()
    {
        using var file = File.OpenRead(typeof(EditionBuilder).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name));
        Assert.DoesNotContain(used, name => Regex.IsMatch(
            name,
            @"^System\.(TimeProvider|TimeZoneInfo|Random|Console|Diagnostics\.(Process|Stopwatch)|IO\.(File|Directory|Path|FileInfo|FileStream)|Net\..*|Security\.Cryptography\.RandomNumberGenerator|Threading\.Timer)$"));
    }

    [Fact]
    public void Publishing_asks_no_value_that_differs_from_run_to_run()
    {
        using var file = File.OpenRead(typeof(EditionBuilder).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (
                Type: metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name),
                Name: metadata.GetString(member.Name)))
            .ToHashSet();
        // An iterator of the compiler's asks which thread it is on; that never reaches a value.
        Assert.All(members.Where(member => member.Type == "Environment"), member => Assert.Equal("get_CurrentManagedThreadId", member.Name));
        foreach (var banned in (ReadOnlySpan<(string, string)>)
                 [
                     ("DateTime", "get_Now"), ("DateTime", "get_UtcNow"), ("DateTimeOffset", "get_Now"), ("DateTimeOffset", "get_UtcNow"),
                     ("DateTimeOffset", "get_LocalDateTime"), ("DateTimeOffset", "ToLocalTime"), ("Guid", "NewGuid"),
                     ("CultureInfo", "get_CurrentCulture"), ("CultureInfo", "get_CurrentUICulture"), ("String", "GetHashCode"),
                 ])
        {
            Assert.DoesNotContain(banned, members);
        }
    }
}

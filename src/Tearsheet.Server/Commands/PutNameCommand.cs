using System.CommandLine;
using Tearsheet.Distributing.Pushing;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet name put</c>: anybody who has a signed record puts it where others look the name up. No key, no desk.</summary>
internal sealed class PutNameCommand : Verb
{
    private static readonly Argument<string> Whose = new("NAME") { Description = "The IPNS name that the record is for" };

    private static readonly Argument<FileInfo> File = new("FILE") { Description = "The record, as tearsheet name record writes it" };

    private static readonly Option<string[]> To = new("--to")
    {
        Description = "A Delegated Routing endpoint, such as https://routing.example.org; repeat it for several",
        HelpName = "URL",
    };

    private static readonly Option<string[]> Rpc = new("--rpc")
    {
        Description = "The RPC of a Kubo node, such as http://127.0.0.1:5001; repeat it for several",
        HelpName = "URL",
    };

    public PutNameCommand()
        : base("put", "Put a signed record where others look the name up; needs neither the key nor the desk")
    {
        Add(Whose);
        Add(File);
        Add(To);
        Add(Rpc);
        Add(SharedOptions.Json);
        foreach (var option in (Option<string[]>[])[To, Rpc])
        {
            option.Validators.Add(result =>
            {
                foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !IsWeb(text)))
                {
                    result.AddError($"\"{text}\" is no address; write it as https://routing.example.org.");
                }
            });
        }

        SetAction((parsed, cancellationToken) => RunAsync(parsed, Terminal.For(parsed), cancellationToken));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet name put k51qzi5... site.ipns-record --to https://routing.example.org",
        "tearsheet name put k51qzi5... site.ipns-record --rpc http://127.0.0.1:5001",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  the record is none of that name's, has expired, or was not taken everywhere", "6  the file cannot be read"];

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var to = parsed.GetValue(To) ?? [];
        var rpc = parsed.GetValue(Rpc) ?? [];
        if (!IpnsName.TryParse(parsed.GetRequiredValue(Whose), out var name))
        {
            return terminal.Fail(ExitCode.Usage, "bad-name", $"\"{parsed.GetRequiredValue(Whose)}\" is no IPNS name; one looks like k51qzi5... or 12D3KooW...");
        }

        if (to.Length + rpc.Length == 0)
        {
            return terminal.Fail(ExitCode.Usage, "nowhere", "Say where to put it: --to https://routing.example.org, or --rpc http://127.0.0.1:5001");
        }

        var file = parsed.GetRequiredValue(File);
        if (!file.Exists)
        {
            return terminal.Fail(ExitCode.Refused, "no-such-file", $"There is no file {file.FullName}.");
        }

        // A byte more than a record may have is enough to see that it is none.
        var bytes = new byte[Math.Min(file.Length, IpnsRecord.MaxLength + 1)];
        await using (var stream = file.OpenRead())
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }

        var clock = TimeProvider.System;
        var status = IpnsRecord.TryRead(bytes, out var record);
        status = status == IpnsStatus.Ok ? record!.Judge(name, clock.GetUtcNow()) : status;
        if (status != IpnsStatus.Ok)
        {
            return terminal.Fail(ExitCode.Refused, "bad-record", $"{file.Name} cannot be put for {name}: {status.Sentence()}.");
        }

        using var http = Outwards.NewHttp();
        var failed = new List<string>();
        foreach (var (address, isRpc) in to.Select(address => (address, false)).Concat(rpc.Select(address => (address, true))))
        {
            var client = new PushClient(new Uri(address), http, authorization: null, new PushLimits { Attempts = 3 }, clock, terminal.Note);
            var reply = isRpc
                ? await new KuboNode(client).PutRecordAsync(name, record!, cancellationToken)
                : await new RecordPut(client).RunAsync(name, record!, cancellationToken);
            if (reply.Wrong is { } wrong)
            {
                failed.Add($"{client.Address} {wrong}");
            }
            else
            {
                terminal.Line($"put to {client.Address}");
            }
        }

        if (failed.Count > 0)
        {
            return terminal.Fail(ExitCode.Refused, "not-taken", string.Join("; ", failed) + ".");
        }

        terminal.Value(
            new NameView(name.ToString(), name.PeerId, record!.Fields.Value, record.Fields.Sequence, record.ValidUntil, DnsLink: null), DeskJson.Wire.NameView);
        terminal.Line(Invariant($"{name} leads to {record.Fields.Value}, sequence {record.Fields.Sequence}, good until {record.ValidUntil:u}"));
        return (int)ExitCode.Done;
    }

    private static bool IsWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}

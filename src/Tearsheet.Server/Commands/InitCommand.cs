using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet init</c>: a data folder, a site key, the first log entry.</summary>
internal sealed class InitCommand : DeskVerb
{
    private const string UsualTitle = "News Links";

    private static readonly Option<string[]> AllowNetwork = new("--allow-network")
    {
        Description = "A private network that may be fetched from, as 10.1.0.0/16; repeat it for more",
        HelpName = "NETWORK",
    };

    private readonly SiteOptions _options = new();

    public InitCommand()
        : base("init", "Make a desk: the data folder, the site's key, and what the site says of itself")
    {
        Takes([.. _options.All, AllowNetwork]);
        AllowNetwork.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !IPNetwork.TryParse(text, out _)))
            {
                result.AddError($"\"{text}\" is no network; write one as 10.1.0.0/16 or ::1/128.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet init --title \"The Harbour Desk\" --address https://links.example.org/",
        "tearsheet init --data ./desk --language de --about \"$(cat about.txt)\"",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  there is a desk already, or the settings cannot be taken", StorageCode];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        var change = _options.Read(parsed);
        var site = SiteChanges.Apply(new SiteSettings { Title = UsualTitle }, change, PolicyWord.Parse(change.Policy));
        using var key = SigningKey.FromSeed(RandomNumberGenerator.GetBytes(32));
        switch (Archive.Create(folder.Path, key, site, new ArchiveOptions()))
        {
            case OpenOutcome.Opened opened:
                using (opened.Archive)
                {
                    if (!File.Exists(folder.SettingsFile))
                    {
                        await File.WriteAllTextAsync(folder.SettingsFile, FirstSettings(parsed.GetValue(AllowNetwork) ?? []), cancellationToken);
                    }

                    var view = Views.Of(site, opened.Archive.SiteKey, opened.Archive.FindTopic);
                    return Say(terminal, new DeskAnswer<SiteView>.Done(view), DeskJson.Wire.SiteView, made =>
                        $"made a desk in {folder.Path}\nkey {made.Key}\nNext: tearsheet add URL, then tearsheet serve");
                }

            case OpenOutcome.Refused { Why: OpenRefusal.Exists or OpenRefusal.BadSettings } refused:
                return terminal.Fail(ExitCode.Refused, ReasonWord.Of(refused.Why), refused.Message);

            case OpenOutcome.Refused refused:
                return terminal.Fail(DeskDoor.Code(refused.Why), DeskDoor.Why(refused).Reason, refused.Message);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The settings file that a new desk begins with: the defaults worth knowing, so that there is something to edit.</summary>
    private static string FirstSettings(string[] networks)
    {
        var usual = new RunSettings();
        var allowed = string.Join(", ", networks.Select(network => "\"" + JsonEncodedText.Encode(network) + "\""));
        return $$"""
            // How this desk runs. docs/operating/running.md lists every setting; what the site shows is changed with `tearsheet site`.
            {
              "listen": "{{usual.Listen}}",
              "fetch": { "allowedNetworks": [{{allowed}}] }
            }

            """;
    }
}

using System.Diagnostics;
using Tearsheet.Archiving;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>How opening a desk for writing can end.</summary>
internal abstract record DeskOpening
{
    private DeskOpening()
    {
    }

    public sealed record Opened(IDesk Desk) : DeskOpening;

    public sealed record Refused(ExitCode Code, Refusal Why) : DeskOpening;
}

/// <summary>How opening a desk for reading can end.</summary>
internal abstract record ReaderOpening
{
    private ReaderOpening()
    {
    }

    public sealed record Opened(DeskReader Reader) : ReaderOpening;

    public sealed record Refused(ExitCode Code, Refusal Why) : ReaderOpening;
}

/// <summary>How opening an archive for this process alone can end.</summary>
internal abstract record LocalOpening
{
    private LocalOpening()
    {
    }

    public sealed record Opened(LocalDesk Desk, RunSettings Settings) : LocalOpening;

    /// <summary>It is not open, and nothing was changed.</summary>
    /// <param name="Held">Whether another process holds it: then there may be a socket to talk to.</param>
    /// <param name="MaxBodyBytes">The largest page by the settings, for whoever goes that way.</param>
    public sealed record Refused(ExitCode Code, Refusal Why, bool Held = false, long MaxBodyBytes = 0) : LocalOpening;
}

/// <summary>The ways into a data folder (decision 18).</summary>
internal static class DeskDoor
{
    /// <summary>Opens the archive itself, or, when a running <c>serve</c> holds it, the way through its socket.</summary>
    public static async Task<DeskOpening> OpenAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        switch (OpenLocal(folder))
        {
            case LocalOpening.Opened local:
                return new DeskOpening.Opened(local.Desk);

            case LocalOpening.Refused { Held: true } held:
                return await SocketDesk.ConnectAsync(folder.Socket, held.MaxBodyBytes, cancellationToken) is { } desk
                    ? new DeskOpening.Opened(desk)
                    : new DeskOpening.Refused(held.Code, held.Why);

            case LocalOpening.Refused refused:
                return new DeskOpening.Refused(refused.Code, refused.Why);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Opens the archive for writing in this process.</summary>
    /// <param name="turns">Where visits stand in line; null where this process has lines of its own.</param>
    public static LocalOpening OpenLocal(DataFolder folder, IHostTurns? turns = null)
    {
        if (!RunSettings.TryLoad(folder.SettingsFile, out var settings, out var fault))
        {
            return new LocalOpening.Refused(ExitCode.NoDesk, new Refusal("bad-settings", fault));
        }

        if (settings.Links.TryLoad(folder, out var rules, out var faults) is { } wrong)
        {
            return new LocalOpening.Refused(ExitCode.NoDesk, new Refusal("bad-settings", $"{folder.SettingsFile}: {wrong}"));
        }

        var policy = settings.Fetch.ToPolicy();
        switch (Archive.Open(folder.Path, ArchiveAccess.Write, new ArchiveOptions()))
        {
            case OpenOutcome.Opened opened:
                return new LocalOpening.Opened(
                    new LocalDesk(
                        opened.Archive,
                        SiteKeyFile.Read(folder),
                        folder,
                        settings.Fetch.ToPolicy(opened.Archive.Settings.Address),
                        TimeProvider.System,
                        settings.Feeds.ToPolicy(),
                        turns,
                        settings.Gateway.Address,
                        rules,
                        settings.Render.ToPolicy()) { RuleFaults = faults },
                    settings);

            case OpenOutcome.Refused { Why: OpenRefusal.Held } held:
                return new LocalOpening.Refused(ExitCode.Held, Why(held), Held: true, policy.MaxBodyBytes);

            case OpenOutcome.Refused refused:
                return new LocalOpening.Refused(Code(refused.Why), Why(refused));

            default:
                throw new UnreachableException();
        }
    }

    public static ReaderOpening OpenForReading(DataFolder folder) =>
        Archive.Open(folder.Path, ArchiveAccess.Read, new ArchiveOptions()) switch
        {
            OpenOutcome.Opened opened => new ReaderOpening.Opened(new DeskReader(opened.Archive, folder, () => RulesOf(folder))),
            OpenOutcome.Refused refused => new ReaderOpening.Refused(Code(refused.Why), Why(refused)),
            _ => throw new UnreachableException(),
        };

    // Who only looks is not kept from it by a fault in the settings: a link is found by our own rules too.
    private static ClearUrlsRules? RulesOf(DataFolder folder) =>
        RunSettings.TryLoad(folder.SettingsFile, out var settings, out _) && settings.Links.TryLoad(folder, out var rules, out _) is null ? rules : null;

    /// <summary>How a command ends that could not open the archive.</summary>
    public static ExitCode Code(OpenRefusal why) => why switch
    {
        OpenRefusal.Held => ExitCode.Held,
        OpenRefusal.Corrupt => ExitCode.Corrupt,
        OpenRefusal.DiskFull or OpenRefusal.Failed => ExitCode.Storage,
        _ => ExitCode.NoDesk,
    };

    public static Refusal Why(OpenOutcome.Refused refused) =>
        new(refused.Why == OpenRefusal.Missing ? "no-desk" : ReasonWord.Of(refused.Why), refused.Message);
}

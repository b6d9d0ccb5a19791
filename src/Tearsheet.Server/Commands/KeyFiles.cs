using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Server.Commands;

/// <summary>Keys in files that travel: encrypted PEM under a passphrase, or libp2p's protobuf.</summary>
internal static class KeyFiles
{
    private const string Variable = "TEARSHEET_PASSPHRASE";

    /// <summary>A key file is a few hundred bytes.</summary>
    private const int MostBytes = 16384;

    public static Option<FileInfo?> PassphraseFile { get; } = new("--passphrase-file")
    {
        Description = "A file whose first line is the passphrase (default: the variable TEARSHEET_PASSPHRASE)",
        HelpName = "FILE",
    };

    /// <summary>The passphrase; null for none. It is never an argument: those can be seen by everybody on the machine.</summary>
    public static string? Passphrase(ParseResult parsed)
    {
        var text = parsed.GetValue(PassphraseFile) is { } file
            ? File.ReadLines(file.FullName, Encoding.UTF8).FirstOrDefault()
            : Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public const string NoPassphrase = "There is no passphrase: put one into TEARSHEET_PASSPHRASE, or name a file with --passphrase-file.";

    /// <summary>Writes a key so that only its owner can read the file; one that is there is not written over.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    public static string Encrypt(SigningKey key, string passphrase) => EncryptedPem.Write(
        key, passphrase, RandomNumberGenerator.GetBytes(EncryptedPem.SaltLength), RandomNumberGenerator.GetBytes(EncryptedPem.SaltLength));

    /// <summary>Reads a key in any of the three forms.</summary>
    /// <param name="wrong">Why there is none, as a sentence.</param>
    public static SigningKey? TryRead(FileInfo file, string? passphrase, out string wrong)
    {
        wrong = "";
        if (!file.Exists || file.Length > MostBytes)
        {
            wrong = file.Exists ? $"{file.FullName} is too long to be a key." : $"There is no file {file.FullName}.";
            return null;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        try
        {
            var text = Encoding.Latin1.GetString(bytes);
            SigningKey? key;
            KeyStatus status;
            if (EncryptedPem.IsOne(text))
            {
                if (passphrase is null)
                {
                    wrong = NoPassphrase;
                    return null;
                }

                status = EncryptedPem.TryRead(text, passphrase, out key);
            }
            else
            {
                status = text.Contains("-----BEGIN", StringComparison.Ordinal)
                    ? SigningKey.TryReadPem(text, out key)
                    : SigningKey.TryReadProtobuf(bytes, out key);
            }

            wrong = status switch
            {
                KeyStatus.Ok => "",
                KeyStatus.WrongPassphrase => $"The passphrase does not open {file.FullName}.",
                KeyStatus.UnknownCipher => $"{file.FullName} is encrypted in a way that is not read here; write it anew with openssl pkcs8 -topk8 -v2 aes-256-cbc.",
                KeyStatus.NotEd25519 => $"{file.FullName} holds a key of another kind than Ed25519.",
                KeyStatus.NotAPair => $"The two halves of the key in {file.FullName} do not belong together.",
                _ => $"{file.FullName} is no key: PKCS#8 in PEM, encrypted or not, or libp2p's protobuf.",
            };
            return key;
        }
        finally
        {
            bytes.AsSpan().Clear();
        }
    }
}

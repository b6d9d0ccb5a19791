using System.Text;

namespace Tearsheet.Server.Commands;

/// <summary>Reads lines of any text in bounded memory: what is too long is skipped to its end and said to be so.</summary>
internal sealed class BoundedLines(TextReader reader)
{
    /// <summary>Characters that a line may have.</summary>
    public const int Longest = 65_536;

    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _end;

    /// <summary>The next line without its end; null after the last.</summary>
    public async Task<BoundedLine?> NextAsync(CancellationToken cancellationToken)
    {
        _line.Clear();
        var isTooLong = false;
        var isAny = false;
        while (true)
        {
            if (_at == _end)
            {
                _at = 0;
                _end = await reader.ReadAsync(_buffer, cancellationToken);
                if (_end == 0)
                {
                    return isAny ? new BoundedLine(_line.ToString(), isTooLong) : null;
                }
            }

            isAny = true;
            var rest = _buffer.AsMemory(_at, _end - _at);
            var length = rest.Span.IndexOf('\n');
            var part = length < 0 ? rest : rest[..length];
            isTooLong |= _line.Length + part.Length > Longest;
            if (!isTooLong)
            {
                _line.Append(part);
            }

            _at += part.Length;
            if (length >= 0)
            {
                _at++;
                return new BoundedLine(isTooLong ? "" : _line.ToString(), isTooLong);
            }
        }
    }
}

/// <summary>One line.</summary>
/// <param name="Text">Its characters; none of them when there were too many.</param>
/// <param name="IsTooLong">Whether there were.</param>
internal readonly record struct BoundedLine(string Text, bool IsTooLong);

namespace Tearsheet.Distributing.Pushing;

/// <summary>What came of asking a target for something: a value, or why there is none.</summary>
/// <param name="Value">The value; the type's default when something was wrong.</param>
/// <param name="Wrong">The rest of a sentence that begins with the target; null when nothing was.</param>
/// <param name="Status">The status of the answer that was wrong; 0 when there was none.</param>
public readonly record struct PushReply<T>(T? Value, string? Wrong, int Status = 0)
{
    internal PushReply<TOther> As<TOther>() => new(default, Wrong, Status);
}

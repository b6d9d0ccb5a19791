namespace Tearsheet.Ipld.Codecs;

/// <summary>A decoded value does not have the shape that its reader needs.</summary>
public sealed class NodeShapeException : FormatException
{
    /// <summary>Makes one without words.</summary>
    public NodeShapeException()
    {
    }

    /// <summary>Makes one that says what is wrong, beginning with the path.</summary>
    public NodeShapeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that says what is wrong and what led to it.</summary>
    public NodeShapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

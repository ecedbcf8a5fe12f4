namespace IDropTheory.Models;

/// <summary>Data that is missing or damaged. The message is one line: what was found, what is expected, what to do.</summary>
public sealed class DataException : Exception
{
    /// <summary>Data that cannot be used.</summary>
    public DataException(string message)
        : base(message) { }

    /// <summary>Data that cannot be used, and why.</summary>
    public DataException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>Data that cannot be used.</summary>
    public DataException() { }
}

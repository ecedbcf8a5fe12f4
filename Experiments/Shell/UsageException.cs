namespace IDropTheory.Experiments;

/// <summary>An argument or input file that cannot be used. The message is one line: what was found, what is allowed, what to do.</summary>
public sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message) { }

    public UsageException(string message, Exception cause)
        : base(message, cause) { }

    public UsageException() { }
}

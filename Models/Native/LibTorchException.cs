namespace IDropTheory.Models.Native;

/// <summary>A libtorch that cannot be used. The message is one line: what was found, what is wanted, what to do.</summary>
public sealed class LibTorchException : Exception
{
    /// <summary>A libtorch that cannot be used.</summary>
    public LibTorchException(string message)
        : base(message) { }

    /// <summary>A libtorch that cannot be used, and why.</summary>
    public LibTorchException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>A libtorch that cannot be used.</summary>
    public LibTorchException() { }
}

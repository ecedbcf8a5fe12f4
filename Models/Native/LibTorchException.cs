namespace IDropTheory.Models.Native;

/// <summary>libtorch cannot be used. The message is one line: what was found, what is wanted, what to do.</summary>
public sealed class LibTorchException : Exception
{
    /// <summary>libtorch cannot be used.</summary>
    public LibTorchException(string message)
        : base(message) { }

    /// <summary>libtorch cannot be used, with the cause.</summary>
    public LibTorchException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>libtorch cannot be used.</summary>
    public LibTorchException() { }
}

namespace IDropTheory.Models;

/// <summary>A training cannot continue. The message gives the reason and what to do.</summary>
public class TrainingException : Exception
{
    /// <summary>With a message for the user.</summary>
    public TrainingException(string message)
        : base(message) { }

    /// <summary>With a message for the user and what caused it.</summary>
    public TrainingException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>Without a message.</summary>
    public TrainingException() { }
}

namespace IDropTheory.Models;

/// <summary>The loss or the weights of a training became infinite or not a number. Training on or resuming cannot help; other settings
/// can.</summary>
public sealed class TrainingDivergedException : TrainingException
{
    /// <summary>With the position of the training and a message for the user.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in this epoch, from 1.</param>
    /// <param name="message">What became of which number, and what to change.</param>
    public TrainingDivergedException(int epoch, int step, string message)
        : base(message) => (Epoch, Step) = (epoch, step);

    /// <summary>With a message for the user.</summary>
    public TrainingDivergedException(string message)
        : base(message) { }

    /// <summary>With a message for the user and what caused it.</summary>
    public TrainingDivergedException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>Without a message.</summary>
    public TrainingDivergedException() { }

    /// <summary>The epoch in which it was noticed, from 1; 0 if unknown.</summary>
    public int Epoch { get; }

    /// <summary>The step of this epoch after which it was noticed, from 1; 0 if unknown.</summary>
    public int Step { get; }
}

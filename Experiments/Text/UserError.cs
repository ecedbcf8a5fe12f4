namespace IDropTheory.Experiments.Text;

/// <summary>An argument or input file cannot be used. The message is one line: what was found, what is allowed, what to do.</summary>
internal sealed class UserError : Exception
{
    public UserError(string message)
        : base(message) { }

    public UserError(string message, Exception cause)
        : base(message, cause) { }

    public UserError() { }
}

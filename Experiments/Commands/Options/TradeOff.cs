using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options --beta and --convention, which together determine a trade-off.</summary>
internal sealed class TradeOff
{
    public Option<double> Factor { get; } =
        NumberOption.Required("--beta", "Trade-off in the chosen convention", NumberRange.NonNegativeOrInfinite);

    public Choice<bool> IsTishby { get; } = new(
        "--convention", "paper: H(y|t) + beta I(x;t); tishby: I(x;t) - beta I(t;y)", ("paper", false), ("tishby", true));

    /// <summary>The trade-off that the user gave.</summary>
    public Beta Of(Invocation run) => run.Get(IsTishby) ? Beta.FromTishby(run.Get(Factor)) : Beta.FromPaper(run.Get(Factor));

    /// <summary>What a difference between two values of the paper's Lagrangian is times in the chosen convention; 1 where that is
    /// infinite or nothing.</summary>
    public double Scale(Invocation run) =>
        run.Get(IsTishby) && Of(run).Tishby is > 0 and < double.PositiveInfinity and var b ? b : 1;

    /// <summary>A result that begins with the trade-off as the user gave it.</summary>
    public CommandResult Begin(Invocation run) =>
        new CommandResult { ExitCode = run.ExitCode }
            .Add("beta", "beta", run.Get(Factor))
            .Add("convention", "convention", run.Get(IsTishby) ? "tishby" : "paper");

    /// <summary>The objective of a point in the chosen convention.</summary>
    public Nats Objective(Invocation run, BottleneckPoint point) =>
        run.Get(IsTishby) ? point.TishbyObjective(Of(run)) : point.Objective(Of(run));

    /// <summary>A lower bound of the paper's Lagrangian, in the chosen convention.</summary>
    /// <remarks>I(x;t) - b I(t;y) = b (H(y|t) + I(x;t) / b) - b H(y), so a bound of one objective is a bound of the other. At b = 0 the
    /// objective is I(x;t) >= 0; at b = infinity it is -infinity or, if nothing can be learned, 0.</remarks>
    public Nats LowerBound(Invocation run, BottleneckPoint point, Nats paper)
    {
        if (!run.Get(IsTishby)) return paper;
        var b = Of(run).Tishby;
        if (b == 0) return Nats.Zero;
        if (double.IsInfinity(b)) return Objective(run, point);
        return b * (paper - (point.ConditionalEntropyY + point.InformationY));
    }
}

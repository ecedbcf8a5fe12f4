using System.CommandLine;

namespace IDropTheory.Experiments;

/// <summary>The options --beta and --convention, which only together name a trade-off.</summary>
internal sealed class TradeOff
{
    public Option<double> Factor { get; } =
        NumberOption.Required("--beta", "Trade-off in the chosen convention", NumberRange.NonNegativeOrInfinite);

    public Choice<bool> IsTishby { get; } = new(
        "--convention", "paper: H(y|t) + beta I(x;t); tishby: I(x;t) - beta I(t;y)", ("paper", false), ("tishby", true));

    /// <summary>The trade-off that the user gave.</summary>
    public Beta Of(Invocation run) => run.Get(IsTishby) ? Beta.FromTishby(run.Get(Factor)) : Beta.FromPaper(run.Get(Factor));

    /// <summary>Reports the trade-off as it was given.</summary>
    public Report Begin(Invocation run) =>
        new Report().Add("beta", "beta", run.Get(Factor)).Add("convention", "convention", run.Get(IsTishby) ? "tishby" : "paper");
}

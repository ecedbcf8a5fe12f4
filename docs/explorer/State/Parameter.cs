namespace IDropTheory.Explorer.State;

/// <summary>A number of the state: its key in the address, its name, its range, and where it stands.</summary>
public sealed record Parameter(
    string Key, string Label, double Least, double Most, double Step,
    Func<ExplorerState, double> Of, Func<ExplorerState, double, ExplorerState> Set)
{
    public static Parameter Beta { get; } =
        new("beta", "beta, the price of I(x;t)", 0, 1, 0.005, s => s.Beta, (s, v) => s with { Beta = v });

    public static Parameter Gamma { get; } =
        new("gamma", "gamma, the price of TC(z)", 0, 3, 0.05, s => s.Gamma, (s, v) => s with { Gamma = v });

    public static Parameter Activation { get; } =
        new("f", "f(x), the activation without noise", 0.05, 5, 0.05, s => s.Activation, (s, v) => s with { Activation = v });

    public static Parameter Alpha { get; } =
        new("alpha", "alpha, the scale of the log-noise", 0.01, 2, 0.01, s => s.Alpha, (s, v) => s with { Alpha = v });

    public static Parameter LogDensity { get; } =
        new("logc", "log c of the prior c / z", -5, 1, 0.05, s => s.LogDensity, (s, v) => s with { LogDensity = v });

    public static Parameter Mu { get; } =
        new("mu", "mu, the location of the prior on log z", -2, 2, 0.05, s => s.Mu, (s, v) => s with { Mu = v });

    public static Parameter Sigma { get; } =
        new("sigma", "sigma, the scale of the prior on log z", 0.05, 3, 0.05, s => s.Sigma, (s, v) => s with { Sigma = v });

    public static IReadOnlyList<Parameter> All { get; } = [Beta, Gamma, Activation, Alpha, LogDensity, Mu, Sigma];

    public string Allowed => FormattableString.Invariant($"a number from {Least} to {Most}");

    public string Write(ExplorerState state) => Numbers.Exact(Of(state));

    /// <summary>The state with the number that a text is; null if it is none, or out of range.</summary>
    public ExplorerState? Read(ExplorerState state, string text) =>
        Numbers.TryParse(text, out var value) && value >= Least && value <= Most ? Set(state, value) : null;
}

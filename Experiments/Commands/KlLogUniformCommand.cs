using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop kl log-uniform</c>: Proposition 2, with the improper prior, as trained on, or with a proper prior on an interval.</summary>
internal static class KlLogUniformCommand
{
    public static Command Create(Shell shell)
    {
        var alpha = KlOptions.Alpha();
        var logDensity = NumberOption.Optional("--log-density", "log c of the improper prior c / z (0 if no prior is named)", NumberRange.Finite);
        var alphaMax = NumberOption.Optional("--alpha-max", "Largest allowed alpha: the KL above that of this noise", NumberRange.Positive);
        var lower = NumberOption.Optional("--lower", "Least log z of the proper prior", NumberRange.Finite);
        var upper = NumberOption.Optional("--upper", "Largest log z of the proper prior", NumberRange.Finite);
        var activation = NumberOption.WithDefault("--activation", "Noiseless activation f(x)", NumberRange.NonNegative, 1);
        var spike = NumberOption.WithDefault("--spike", "Prior probability q0 of exactly zero", NumberRange.Probability, 0);
        var noise = KlOptions.Noise();
        return shell.Command(
            "log-uniform",
            "KL of z = eps f(x) from the prior c / z, with an atom q0 at zero (Proposition 2, corrected; erratum E1)",
            [alpha, logDensity, alphaMax, lower, upper, activation, spike, noise],
            run =>
            {
                CheckPrior(run.IsGiven(logDensity), run.IsGiven(alphaMax), run.IsGiven(lower), run.IsGiven(upper));
                var (f, q0) = (run.Get(activation), run.Get(spike));
                if (run.IsGiven(lower))
                {
                    var eps = LogNormal.Noise(run.Get(alpha), run.Get(noise));
                    var slab = new TruncatedLogUniform(run.Get(lower)!.Value, run.Get(upper)!.Value);
                    return Report(
                        KlDivergence.LogUniform(f, eps, new SpikeMixture<TruncatedLogUniform>(q0, slab)),
                        Formula(f, q0, KlFormulas.TruncatedLogUniform(
                            KlOptions.Symbol("upper") - KlOptions.Symbol("lower"), KlOptions.Symbol("H(log z | lower < log z < upper)"))),
                        relative: false);
                }
                return run.Get(alphaMax) is { } most
                    ? Relative(
                        KlDivergence.LogUniformRelative(f, run.Get(alpha), most, q0),
                        Formula(f, q0, KlFormulas.LogUniformRelative(KlOptions.Symbol("alpha"), KlOptions.Symbol("alpha_max"))))
                    : Relative(
                        KlDivergence.LogUniform(f, new LogNormal(0, run.Get(alpha)), new LogUniform(run.Get(logDensity) ?? 0), q0),
                        Formula(f, q0, KlFormulas.LogUniform(KlOptions.Symbol("alpha"), Symbol.Log(KlOptions.Symbol("c")))));
            });
    }

    private static void CheckPrior(bool logDensity, bool alphaMax, bool lower, bool upper)
    {
        if (lower != upper)
            throw new UserError($"{(lower ? "--lower" : "--upper")} is given alone; give both --lower and --upper, the ends of the interval of log z.");
        if ((logDensity ? 1 : 0) + (alphaMax ? 1 : 0) + (lower ? 1 : 0) > 1)
            throw new UserError("more than one prior is given; give one of --log-density, --alpha-max, or --lower with --upper.");
    }

    /// <summary>The formula that was evaluated: the spike's at f(x) = 0, else the slab's, with the spike's share if there is one.</summary>
    private static Symbol Formula(double activation, double spike, Symbol slab) =>
        activation == 0 ? KlFormulas.Spike(KlOptions.Symbol("q0"))
        : spike == 0 ? slab
        : KlFormulas.Slab(slab, KlOptions.Symbol("q0"));

    private static CommandResult Relative(RelativeNats value, Symbol formula) => Report(new Nats(value.Value), formula, relative: true);

    private static CommandResult Report(Nats value, Symbol formula, bool relative) =>
        new CommandResult()
            .AddAmount(relative ? "KL, up to the prior's constant" : "KL", value)
            .Add("formula", "formula", formula.ToString())
            .Add("relative", "relative", relative);
}

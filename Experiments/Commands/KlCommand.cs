using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop kl</c>: the KL of multiplicative log-normal noise from a prior, with the formula that was evaluated.</summary>
internal static class KlCommand
{
    // The symbols of the printed formulas.
    private static readonly Symbol Alpha = Variable("alpha");
    private static readonly Symbol Spike = Variable("q0");
    private static readonly Symbol.Variable LogDensity = Variable("log(c)");

    public static Command Create(Shell shell) => shell.Family(
        "kl", "KL divergence of multiplicative log-normal noise from a prior (Propositions 2 and 3)",
        FromLogNormal(shell), FromLogUniform(shell));

    private static Command FromLogNormal(Shell shell)
    {
        var activation = NumberOption.Required("--activation", "Noiseless activation f(x)", NumberRange.NonNegative);
        var alpha = AlphaOption();
        var mu = NumberOption.Required("--mu", "Location of the prior on log z", NumberRange.Finite);
        var sigma = NumberOption.Required("--sigma", "Scale of the prior on log z", NumberRange.Positive);
        var noise = NoiseOption();
        var enclose = EncloseOption();
        return shell.Command(
            "log-normal", "KL of z = eps f(x) from the prior log N(mu, sigma^2) (Proposition 3, corrected; erratum E2)",
            [activation, alpha, mu, sigma, noise, enclose],
            run =>
            {
                var f = Symbol.Log(Variable("f"));
                var formula = KlFormulas.LogNormal(
                    run.Get(noise) == NoiseConvention.UnitMean ? f + NoiseFormulas.UnitMeanLocation(Alpha) : f,
                    Alpha, Variable("mu"), Variable("sigma"));
                return Result(
                    KlDivergence.LogNormal(
                        run.Get(activation), LogNormal.Noise(run.Get(alpha), run.Get(noise)), new LogNormal(run.Get(mu), run.Get(sigma))),
                    formula, relative: false,
                    !run.Get(enclose) ? null
                    // No mass of the prior is at zero.
                    : run.Get(activation) == 0 ? -Interval.Log(Interval.Point(0))
                    : Enclosed(
                        formula, ("f", run.Get(activation)), ("alpha", run.Get(alpha)), ("mu", run.Get(mu)), ("sigma", run.Get(sigma))));
            },
            new() { Examples = ["idrop kl log-normal --activation 2 --alpha 0.5 --mu 0.3 --sigma 0.8"] });
    }

    /// <summary>With the improper prior, as trained on, or with a proper prior on an interval.</summary>
    private static Command FromLogUniform(Shell shell)
    {
        var alpha = AlphaOption();
        var logDensity = NumberOption.Optional(
            "--log-density", "log c of the improper prior c / z (0 if no prior is named)", NumberRange.Finite);
        var alphaMax = NumberOption.Optional("--alpha-max", "Largest allowed alpha: the KL above that of this noise", NumberRange.Positive);
        var lower = NumberOption.Optional("--lower", "Least log z of the proper prior", NumberRange.Finite);
        var upper = NumberOption.Optional("--upper", "Largest log z of the proper prior", NumberRange.Finite);
        var activation = NumberOption.WithDefault("--activation", "Noiseless activation f(x)", NumberRange.NonNegative, 1);
        var spike = NumberOption.WithDefault("--spike", "Prior probability q0 of exactly zero", NumberRange.Probability, 0);
        var noise = NoiseOption();
        var enclose = EncloseOption();
        return shell.Command(
            "log-uniform", "KL of z = eps f(x) from the prior c / z, with an atom q0 at zero (Proposition 2, corrected; erratum E1)",
            [alpha, logDensity, alphaMax, lower, upper, activation, spike, noise, enclose],
            run =>
            {
                CheckPrior(run.IsGiven(logDensity), run.IsGiven(alphaMax), run.IsGiven(lower), run.IsGiven(upper));
                var (f, q0) = (run.Get(activation), run.Get(spike));
                if (run.IsGiven(lower))
                {
                    if (run.Get(enclose))
                        throw new UserError(
                            "--enclose with --lower and --upper: there is no enclosure of a truncated normal's entropy;"
                            + " give --log-density or --alpha-max instead.");
                    var slab = new TruncatedLogUniform(run.Get(lower)!.Value, run.Get(upper)!.Value);
                    return Result(
                        KlDivergence.LogUniform(
                            f, LogNormal.Noise(run.Get(alpha), run.Get(noise)), new SpikeMixture<TruncatedLogUniform>(q0, slab)),
                        WithSpike(f, q0, KlFormulas.TruncatedLogUniform(
                            Variable("upper") - Variable("lower"), Variable("H(log z | lower < log z < upper)"))),
                        relative: false);
                }
                var (value, formula) = run.Get(alphaMax) is { } most
                    ? (KlDivergence.LogUniformRelative(f, run.Get(alpha), most, q0),
                        KlFormulas.LogUniformRelative(Alpha, Variable("alpha_max")))
                    : (KlDivergence.LogUniform(f, new LogNormal(0, run.Get(alpha)), new LogUniform(run.Get(logDensity) ?? 0), q0),
                        KlFormulas.LogUniform(Alpha, LogDensity));
                var spiked = WithSpike(f, q0, formula);
                return Result(
                    new(value.Value), spiked, relative: true,
                    run.Get(enclose)
                        ? Enclosed(
                            spiked, ("alpha", run.Get(alpha)), ("alpha_max", run.Get(alphaMax) ?? 1),
                            (LogDensity.Name, run.Get(logDensity) ?? 0), ("q0", q0))
                        : null);
            },
            new() { Examples = ["idrop kl log-uniform --alpha 0.5 --alpha-max 0.7"] });
    }

    private static Symbol.Variable Variable(string name) => new(name);

    private static Option<double> AlphaOption() =>
        NumberOption.Required("--alpha", "Standard deviation of the log-noise", NumberRange.Positive);

    private static Choice<NoiseConvention> NoiseOption() => new(
        "--noise", "What is one: the median of the noise (as the paper writes it) or its mean",
        ("median", NoiseConvention.MedianOne), ("unit-mean", NoiseConvention.UnitMean));

    private static Option<bool> EncloseOption() =>
        new("--enclose") { Description = "Also print an interval that contains the exact value for certain, rounding included" };

    /// <summary>The formula in interval arithmetic, at the doubles that the arguments are.</summary>
    private static Interval Enclosed(Symbol formula, params (string Name, double Value)[] variables) => formula.Evaluate(
        name => Interval.Point(variables.Single(variable => variable.Name == name).Value), Interval.Point);

    private static void CheckPrior(bool logDensity, bool alphaMax, bool lower, bool upper)
    {
        if (lower != upper)
            throw new UserError(
                $"{(lower ? "--lower" : "--upper")} is given alone; give both --lower and --upper, the ends of the interval of log z.");
        if ((logDensity ? 1 : 0) + (alphaMax ? 1 : 0) + (lower ? 1 : 0) > 1)
            throw new UserError("more than one prior is given; give one of --log-density, --alpha-max, or --lower with --upper.");
    }

    /// <summary>The formula that was evaluated: the spike's at f(x) = 0, else the slab's, with the spike's share if there is one.</summary>
    private static Symbol WithSpike(double activation, double spike, Symbol slab) =>
        activation == 0 ? KlFormulas.Spike(Spike) : spike == 0 ? slab : KlFormulas.Slab(slab, Spike);

    private static CommandResult Result(Nats value, Symbol formula, bool relative, Interval? enclosure = null)
    {
        var result = new CommandResult()
            .AddAmount(relative ? "KL, up to the prior's constant" : "KL", value)
            .Add("formula", "formula", formula.ToString())
            .Add("relative", "relative", relative);
        return enclosure is { } interval ? result.Add("enclosure", "the exact value is in", interval) : result;
    }
}

using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop kl log-normal</c>: Proposition 3.</summary>
internal static class KlLogNormalCommand
{
    public static Command Create(Shell shell)
    {
        var activation = NumberOption.Required("--activation", "Noiseless activation f(x)", NumberRange.NonNegative);
        var alpha = KlOptions.Alpha();
        var mu = NumberOption.Required("--mu", "Location of the prior on log z", NumberRange.Finite);
        var sigma = NumberOption.Required("--sigma", "Scale of the prior on log z", NumberRange.Positive);
        var noise = KlOptions.Noise();
        return shell.Command(
            "log-normal",
            "KL of z = eps f(x) from the prior log N(mu, sigma^2) (Proposition 3, corrected; erratum E2)",
            [activation, alpha, mu, sigma, noise],
            run => Report(run.Get(activation), run.Get(alpha), run.Get(mu), run.Get(sigma), run.Get(noise)));
    }

    private static CommandResult Report(double activation, double alpha, double mu, double sigma, NoiseConvention noise)
    {
        var formula = KlFormulas.LogNormal(KlOptions.LogActivation(noise), KlOptions.Symbol("alpha"), KlOptions.Symbol("mu"), KlOptions.Symbol("sigma"));
        return new CommandResult()
            .AddAmount("KL", KlDivergence.LogNormal(activation, LogNormal.Noise(alpha, noise), new LogNormal(mu, sigma)))
            .Add("formula", "formula", formula.ToString())
            .Add("relative", "relative", false);
    }
}

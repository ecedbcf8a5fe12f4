using IDropTheory.Experiments.Runs.Measurements;
using MathNet.Numerics;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The positive noisy activations of a ReLU after batch normalisation without learned scale and offset, if its input is normal: a
/// half-normal variable times log-normal noise.</summary>
internal static class NoisyHalfNormal
{
    // Counts of the exact distribution, so many that rounding them is not seen.
    private const double Count = 1e9;

    private static readonly GaussHermite Noise = new(64);

    /// <summary>The exact distribution of log z in the bins of a measured one, with the measured mean: the scale of an activation moves
    /// log z and changes nothing else.</summary>
    /// <param name="alpha">Standard deviation of the log-noise.</param>
    /// <param name="measured">The bins and the mean.</param>
    public static ActivationHistogram.Outcome Of(double alpha, ActivationHistogram.Outcome measured)
    {
        // Moments of log |n| for a standard normal n: the mean is -(Euler's constant + log 2) / 2, the variance pi^2 / 8.
        var shift = measured.Mean + (Constants.EulerMascheroni + Constants.Ln2) / 2;
        var edges = measured.Bins.Select((_, i) => Cumulative(measured.From + (i + 1) * measured.Step - shift, alpha)).ToArray();
        return measured with
        {
            Zeros = 0,
            Count = (long)Count,
            Deviation = Math.Sqrt(Math.PI * Math.PI / 8 + alpha * alpha),
            Bins = [.. edges.Select((edge, i) => (long)Math.Round(Count * (edge - (i == 0 ? 0 : edges[i - 1]))))],
        };
    }

    private static double Cumulative(double u, double alpha) =>
        Noise.Expectation(0, alpha, noise => SpecialFunctions.Erf(Math.Exp(u - noise) / Constants.Sqrt2));
}

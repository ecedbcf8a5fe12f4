using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>The distribution of the noisy activations z of the last dropout layer over test images (Fig. 1): the share of exact zeros, and
/// log z of the others.</summary>
/// <param name="Images">The first so many test images, one draw of the noise each.</param>
public sealed record ActivationHistogram(int Images) : Measurement<ActivationHistogram.Outcome>
{
    internal const string Word = "activations";

    // Narrow enough that distances between distributions are those of the samples: the fits are smooth over a bin.
    private const double Low = -14;
    private const double High = 6;
    private const double Width = 0.02;

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>Counts of activations.</summary>
    /// <param name="Zeros">How many are exactly zero.</param>
    /// <param name="Count">How many are not.</param>
    /// <param name="Mean">Mean of their log z.</param>
    /// <param name="Deviation">Standard deviation of their log z.</param>
    /// <param name="From">Left edge of the first bin of log z; smaller values are counted in it.</param>
    /// <param name="Step">Width of a bin.</param>
    /// <param name="Bins">Counts of log z; larger values are counted in the last.</param>
    public sealed record Outcome(long Zeros, long Count, double Mean, double Deviation, double From, double Step, EquatableArray<long> Bins)
    {
        /// <summary>Share of exact zeros.</summary>
        public double ZeroShare => Zeros / (double)(Zeros + Count);
    }

    internal override Outcome Take(TrainedRun run, CancellationToken cancellation)
    {
        var bins = new long[(int)Math.Round((High - Low) / Width)];
        var (zeros, count, sum, squares) = (0L, 0L, 0.0, 0.0);
        using var images = run.Set.Test.Take(Math.Min(Images, run.Set.Test.Count));
        foreach (var z in run.NoisyRepresentations(images, run.Key(this), cancellation))
        {
            using var values = z.to(ScalarType.Float64).flatten().cpu().contiguous();
            foreach (var value in values.data<double>().ToArray())
            {
                if (value <= 0)
                {
                    zeros++;
                    continue;
                }
                var log = Math.Log(value);
                (count, sum, squares) = (count + 1, sum + log, squares + log * log);
                bins[Math.Clamp((int)Math.Floor((log - Low) / Width), 0, bins.Length - 1)]++;
            }
        }
        var mean = sum / count;
        return new(zeros, count, mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)), Low, Width, [.. bins]);
    }
}

using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Draws initial weights from an explicit key. TorchSharp draws them from its global generator, whose state is restored
/// afterwards.</summary>
public static class SeededWeights
{
    private static readonly Lock GlobalGenerator = new();

    /// <summary>Builds a network whose initial weights are a function of the key alone.</summary>
    /// <remarks>Calls on several threads wait for each other. Nothing else may draw from the global generator at the same time.</remarks>
    public static T Create<T>(RandomKey key, Func<T> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        TorchRuntime.Prepare();
        lock (GlobalGenerator)
            return Draw(key, build);
    }

    private static T Draw<T>(RandomKey key, Func<T> build)
    {
        using var before = get_rng_state();
        try
        {
            random.manual_seed(unchecked((long)key.ToSeed()));
            return build();
        }
        finally
        {
            set_rng_state(before);
        }
    }
}

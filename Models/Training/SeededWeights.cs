using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Initial weights from an explicit key. TorchSharp draws them from its global generator, whose state is put back afterwards.</summary>
public static class SeededWeights
{
    /// <summary>Builds a network whose initial weights are a function of the key alone.</summary>
    public static T Create<T>(RandomKey key, Func<T> build)
    {
        ArgumentNullException.ThrowIfNull(build);
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

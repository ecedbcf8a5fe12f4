using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace IDropTheory.Experiments.Runs;

/// <summary>Which code does MathNet's linear algebra: a native library where its package was added to the program, else managed
/// code.</summary>
/// <remarks>MathNet's choice is one for the whole process: this is the only place that makes it. The last digits of a result may depend on
/// it.</remarks>
public static class LinearAlgebraProvider
{
    private static readonly (string Name, Func<bool> TryUse)[] Native =
        [("CUDA", Control.TryUseNativeCUDA), ("MKL", Control.TryUseNativeMKL), ("OpenBLAS", Control.TryUseNativeOpenBLAS)];

    private static readonly Lazy<string> Choice = new(Choose);

    /// <summary>Uses the best provider that there is. Safe to call again.</summary>
    /// <returns>"managed", "CUDA", "MKL" or "OpenBLAS".</returns>
    public static string Use() => Choice.Value;

    /// <summary>The provider in MathNet's words, with version where it has one.</summary>
    public static string Description => LinearAlgebraControl.Provider.ToString()!;

    private static string Choose()
    {
        foreach (var (name, tryUse) in Native)
            if (tryUse()) return name;
        Control.UseManaged();
        return "managed";
    }
}

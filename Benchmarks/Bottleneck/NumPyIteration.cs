using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Bottleneck;

/// <summary>The same iteration in NumPy, on one thread: numpy_iteration.py in a child process.</summary>
internal static class NumPyIteration
{
    /// <summary>Iterates.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="joint">The problem.</param>
    /// <param name="beta">The trade-off.</param>
    /// <param name="iterations">How often.</param>
    /// <returns>What the script prints: seconds, processor, objective, numpy.</returns>
    /// <exception cref="UserError">The interpreter does not start, or has no NumPy.</exception>
    public static JsonObject Run(string python, JointDistribution joint, double beta, int iterations)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Bottleneck", "numpy_iteration.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            start.Environment[variable] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var rows = Enumerable.Range(0, joint.CountX).Select(x => Enumerable.Range(0, joint.CountY).Select(y => joint[x, y]).ToArray());
            process.StandardInput.WriteLine(JsonSerializer.Serialize(new { joint = rows, beta, iterations }));
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? JsonNode.Parse(answer)!.AsObject()
                : throw new UserError($"--python is '{python}', whose NumPy failed: {OneLine.Of(error.Result.Trim().Split('\n')[^1])}");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new UserError($"--python is '{python}', which does not run ({e.Message}); name a Python that has NumPy.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IDropTheory.Benchmarks.Training;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.PyTorch;

/// <summary>PyTorch in a child process, pytorch-steps.py: it trains when it is asked to and waits in between.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web);

    private readonly string _python;
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="threads">Threads of one operation; those of its BLAS as well.</param>
    /// <exception cref="UserError">The interpreter does not start, or has no PyTorch.</exception>
    public PyTorchProcess(string python, int threads)
    {
        _python = python;
        var count = threads.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "pytorch-steps.py"), count])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            start.Environment[variable] = count;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UserError($"--python is '{python}', which does not start ({e.Message}); name a Python that has PyTorch.");
        }
        // Warnings; a full pipe would stop it.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        try
        {
            Description = Answer();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it says of itself: torch, python, threads, blas, capability, libraries, cuda, gpu.</summary>
    public JsonObject Description { get; }

    /// <summary>Its version, with what decides its speed.</summary>
    public string Summary =>
        $"{Description["torch"]}, BLAS {Description["blas"]} ({string.Join(", ", Libraries)}), {Description["capability"]}";

    /// <summary>Takes steps; null with a reason if it cannot.</summary>
    public (StepTime? Time, string? Reason) Run(StepRequest request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, Lines));
        var answer = Answer(fails: false);
        return answer["error"] is { } error
            ? (null, error.GetValue<string>())
            : (new StepTime(answer["seconds"]!.GetValue<double>(), answer["processor"]!.GetValue<double>()), null);
    }

    public void Dispose()
    {
        // Its input ends, and so does it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) _process.Kill();
        _process.Dispose();
    }

    private IEnumerable<string> Libraries => Description["libraries"]!.AsArray().Select(library => library!.GetValue<string>());

    private JsonObject Answer(bool fails = true)
    {
        var line = _process.StandardOutput.ReadLine()
            ?? throw new UserError($"--python is '{_python}', which ended without an answer; name a Python that has PyTorch.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return fails && answer["error"] is { } error ? throw new UserError($"--python is '{_python}': {error}") : answer;
    }
}

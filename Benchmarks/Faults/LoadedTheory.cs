using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using IDropTheory.Verification;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>A changed Theory beside the one that this program was built with, and what the checks of <c>idrop verify</c> say of
/// it.</summary>
internal sealed class LoadedTheory : IDisposable
{
    // The seed of a plain verify; as many samples as decide every check.
    private const ulong Seed = 1;
    private const int Samples = 100_000;

    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly Assembly _assembly;

    /// <summary>Loads an assembly. What it refers to is shared with this program.</summary>
    public LoadedTheory(Stream assembly) => _assembly = _context.LoadFromStream(assembly);

    /// <summary>A check that fails; null if none does. An exception that no check catches counts as "crashed".</summary>
    /// <param name="likely">Names of checks that are tried first.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    public string? Failure(IReadOnlyCollection<string> likely, CancellationToken cancellation)
    {
        try
        {
            var settings = Activator.CreateInstance(Type(typeof(VerificationSettings)), Seed, Samples);
            var claims = (IEnumerable)Type(typeof(CheckCatalogue))
                .GetProperty("Claims", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
            foreach (var claim in claims.Cast<object>().OrderByDescending(claim => likely.Contains(Of(claim, nameof(Check.Id)))))
            {
                cancellation.ThrowIfCancellationRequested();
                var check = claim.GetType().GetMethod("Test")!.Invoke(claim, [settings])!;
                if (Of(check, nameof(Check.Outcome)) == nameof(CheckOutcome.Failed)) return Of(check, nameof(Check.Id));
            }
            return null;
        }
        catch (TargetInvocationException)
        {
            return "crashed";
        }
    }

    public void Dispose() => _context.Unload();

    private Type Type(Type original) => _assembly.GetType(original.FullName!, throwOnError: true)!;

    private static string Of(object check, string property) => check.GetType().GetProperty(property)!.GetValue(check)!.ToString()!;
}

namespace IDropTheory.Models;

/// <summary>The <see cref="NoisePass"/> with which the layers of a <c>Sequential</c> run, whose modules have one argument.</summary>
/// <remarks>Made by whoever makes the network and shared by its layers, so that nothing depends on ambient state. Set
/// <see cref="Pass"/> before every forward pass. A context belongs to one thread.</remarks>
/// <example><code>
/// using IDropTheory;
/// using IDropTheory.Models;
/// using static TorchSharp.torch;
///
/// var noise = new NoiseContext();
/// var prior = new LogUniformPrior(0.7);
/// using var network = nn.Sequential(
///     InformationDropout.Dense("dropout1", 784, 300, prior).After(nn.Sequential(nn.Linear(784, 300), nn.ReLU()), noise),
///     InformationDropout.Dense("dropout2", 300, 100, prior).After(nn.Sequential(nn.Linear(300, 100), nn.ReLU()), noise),
///     nn.Linear(100, 10));
///
/// using var ledger = new KlLedger();
/// noise.Pass = NoisePass.Sample(RandomKey.FromSeed(1), ledger);                   // another key for every step
/// using var logits = network.call(rand(50, 784));
/// using var cost = Beta.FromPaper(1).PerSample(50_000).Value * ledger.Total();    // add it to the cross-entropy: eq. (3)
/// </code></example>
public sealed class NoiseContext
{
    private NoisePass _pass = NoisePass.Median();

    /// <summary>The pass of the next forward pass; at first a deterministic one, with every noise at its median.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public NoisePass Pass
    {
        get => _pass;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _pass = value;
        }
    }
}

using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The distribution log z_i ~ N(location, alpha^2) of a noisy layer's output for each of several inputs, and its KL
/// term.</summary>
internal sealed class LayerOutput
{
    private LayerOutput(string name, double[,] locations, double[,] alphas, double[] kl) =>
        (Name, Locations, Alphas, Kl) = (name, locations, alphas, kl);

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>log of the median of z_i, -infinity where the activation is zero: inputs are rows, units are columns.</summary>
    public double[,] Locations { get; }

    /// <summary>The noise scales alpha; inputs are rows, units are columns.</summary>
    public double[,] Alphas { get; }

    /// <summary>The KL term of each input, summed over the units, in nats.</summary>
    public double[] Kl { get; }

    /// <summary>Runs one hidden layer of a network on several inputs.</summary>
    /// <param name="network">The network, in the precision of the inputs.</param>
    /// <param name="layer">Which layer, from 0.</param>
    /// <param name="input">[N, inputs of the layer].</param>
    /// <exception cref="ArgumentException">The layer has no Information Dropout.</exception>
    public static LayerOutput Of(Mlp network, int layer, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var ledger = new KlLedger();
        var median = network.Layer(layer, input, NoisePass.Median(ledger));
        if (ledger.Entries is not [var entry])
            throw new ArgumentException(
                "The network has no Information Dropout: its layers are deterministic and have no KL term.", nameof(network));
        double[] kl = [.. entry.PerSample().to(float64).data<double>()];
        return new(entry.Layer, Table(median.log()), Table(entry.Alpha.expand_as(median)), kl);
    }

    /// <summary>The KL term, expected over inputs of given probabilities.</summary>
    public Nats ExpectedKl(FiniteDistribution inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Require.SameLength(inputs.Count, Kl.Length, "the input distribution", "the layer's inputs");
        return new(Kl.Select((kl, k) => inputs[k] * kl).Sum());
    }

    /// <summary>One unit's distribution for every input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its activation is zero for some input.</exception>
    public LogNormal[] Component(int unit) =>
        [.. Enumerable.Range(0, Kl.Length).Select(k => new LogNormal(Locations[k, unit], Alphas[k, unit]))];

    internal double[] Location(int input) => Row(Locations, input);

    internal double[] Alpha(int input) => Row(Alphas, input);

    private static double[] Row(double[,] table, int row) => [.. Enumerable.Range(0, table.GetLength(1)).Select(i => table[row, i])];

    private static double[,] Table(Tensor values)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = ((int)values.shape[0], (int)values.shape[1]);
        var flat = values.to(float64).contiguous().data<double>();
        var table = new double[rows, columns];
        for (var k = 0; k < rows; k++)
            for (var i = 0; i < columns; i++)
                table[k, i] = flat[k * columns + i];
        return table;
    }
}

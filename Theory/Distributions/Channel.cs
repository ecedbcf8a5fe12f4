using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A conditional distribution p(output | input) on finite alphabets: a row-stochastic matrix. Immutable.</summary>
/// <example>
/// <code>
/// Channel noisy = Channel.BinarySymmetric(0.1);
/// Channel twice = noisy.Then(noisy);
/// double wrong = twice[0, 1];                      // 0.18
/// </code>
/// </example>
public sealed class Channel : IEquatable<Channel>
{
    private readonly ImmutableArray<double> _rowMajor;

    /// <summary>A channel of given rows; each row is a distribution over the outputs.</summary>
    /// <exception cref="ArgumentException">No rows or columns, or a row does not sum to one
    /// (<see cref="FiniteDistribution.SumTolerance"/>).</exception>
    /// <exception cref="ArgumentOutOfRangeException">An entry is not a probability.</exception>
    public Channel(double[,] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (Inputs, Outputs) = (rows.GetLength(0), rows.GetLength(1));
        if (Inputs == 0) throw new ArgumentException("The channel has no rows; it needs at least one input symbol.", nameof(rows));
        var all = ImmutableArray.CreateBuilder<double>(Inputs * Outputs);
        var row = new double[Outputs];
        for (var x = 0; x < Inputs; x++)
        {
            for (var y = 0; y < Outputs; y++)
                row[y] = rows[x, y];
            all.AddRange(FiniteDistribution.Normalise(row, $"row {x}"));
        }
        _rowMajor = all.MoveToImmutable();
    }

    /// <summary>Number of input symbols (rows).</summary>
    public int Inputs { get; }

    /// <summary>Number of output symbols (columns).</summary>
    public int Outputs { get; }

    /// <summary>p(output | input).</summary>
    public double this[int input, int output] => _rowMajor[input * Outputs + output];

    /// <summary>The distribution of the output for one input.</summary>
    public ReadOnlySpan<double> Row(int input) => _rowMajor.AsSpan().Slice(input * Outputs, Outputs);

    /// <summary>The channel that copies its input.</summary>
    public static Channel Identity(int symbols) => Deterministic(symbols, [.. Enumerable.Range(0, symbols)]);

    /// <summary>The channel that maps input x to output <paramref name="map"/>[x].</summary>
    /// <exception cref="ArgumentOutOfRangeException">A target lies outside 0 .. outputs - 1.</exception>
    public static Channel Deterministic(int outputs, params ReadOnlySpan<int> map)
    {
        var rows = new double[map.Length, outputs];
        for (var x = 0; x < map.Length; x++)
        {
            if ((uint)map[x] >= (uint)outputs)
                throw new ArgumentOutOfRangeException(nameof(map), map[x], $"map[{x}] is {map[x]}; allowed: 0 to {outputs - 1}.");
            rows[x, map[x]] = 1;
        }
        return new(rows);
    }

    /// <summary>The binary symmetric channel with crossover probability p.</summary>
    public static Channel BinarySymmetric(double p) => new(new[,] { { 1 - Require.Probability(p), p }, { p, 1 - p } });

    /// <summary>The binary erasure channel: outputs 0, 1 and 2 = erased with probability e.</summary>
    public static Channel BinaryErasure(double e) => new(new[,] { { 1 - Require.Probability(e), 0, e }, { 0, 1 - e, e } });

    /// <summary>The Z-channel: 0 is kept, 1 becomes 0 with probability p.</summary>
    public static Channel Z(double p) => new(new[,] { { 1, 0 }, { Require.Probability(p), 1 - p } });

    /// <summary>A channel whose rows are drawn independently and uniformly from the simplex.</summary>
    /// <param name="key">The randomness; row i takes the child key of index i.</param>
    /// <param name="inputs">Number of rows, at least 1.</param>
    /// <param name="outputs">Number of columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of symbols is less than 1.</exception>
    public static Channel Random(RandomKey key, int inputs, int outputs)
    {
        var rows = new double[Require.AtLeast(inputs, 1), Require.AtLeast(outputs, 1)];
        for (var x = 0; x < inputs; x++)
        {
            var row = FiniteDistribution.Random(key.Fold((ulong)x), outputs);
            for (var y = 0; y < outputs; y++)
                rows[x, y] = row[y];
        }
        return new(rows);
    }

    /// <summary>Whether two channels have equal rows.</summary>
    public bool Equals(Channel? other) =>
        other is not null && Outputs == other.Outputs && Sequences.SameElements(_rowMajor, other._rowMajor);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Channel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outputs, Sequences.HashOf(_rowMajor));

    /// <summary>The rows, for instance <c>[0.9, 0.1; 0.2, 0.8]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join("; ", Enumerable.Range(0, Inputs).Select(x => FiniteDistribution.Text(Row(x))))}]";

    /// <summary>The distribution of the output when the input has a given distribution.</summary>
    /// <exception cref="ArgumentException">The alphabets differ in size.</exception>
    public FiniteDistribution Apply(FiniteDistribution input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Require.SameLength(input.Count, Inputs, "the input distribution", "the channel's input alphabet");
        var output = new double[Outputs];
        for (var x = 0; x < Inputs; x++)
            for (var y = 0; y < Outputs; y++)
                output[y] += input[x] * this[x, y];
        return new(output);
    }

    /// <summary>This channel followed by another.</summary>
    /// <exception cref="ArgumentException">This channel's outputs are not the next one's inputs.</exception>
    public Channel Then(Channel next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Require.SameLength(Outputs, next.Inputs, "the first channel's outputs", "the second channel's inputs");
        var rows = new double[Inputs, next.Outputs];
        for (var x = 0; x < Inputs; x++)
            for (var y = 0; y < Outputs; y++)
                for (var z = 0; z < next.Outputs; z++)
                    rows[x, z] += this[x, y] * next[y, z];
        return new(rows);
    }
}

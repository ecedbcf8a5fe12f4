using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>Accumulates the mean and covariance of samples that arrive in blocks, so that data larger than memory works.</summary>
/// <remarks>
/// An accumulator (it changes as rows are added), holding d^2 numbers. Blocks are centred on their own mean before any product is formed
/// and then combined by the update of Chan, Golub and LeVeque (1983), so a large common offset costs no digits. Accumulators of disjoint
/// parts of the data can be merged in any order. Not safe for use by several threads at once: give each its own and merge.
/// </remarks>
public sealed class StreamingCovariance
{
    /// <summary>The largest number of dimensions: its square must fit an array.</summary>
    public const int MaxDimensions = 46_340;

    private const int BlockRows = 255;

    // The first row. Means are kept relative to it, so that gaps between them are exact however large the common offset is.
    private readonly double[] _origin;
    private readonly double[] _mean;
    private readonly double[] _comoment;
    private double[] _pending = [];
    private double[] _centred = [];
    private int _pendingRows;
    private long _absorbed;

    /// <summary>An accumulator without samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is not in 1 .. <see cref="MaxDimensions"/>.</exception>
    public StreamingCovariance(int dimensions)
    {
        if (dimensions is < 1 or > MaxDimensions)
            throw new ArgumentOutOfRangeException(
                nameof(dimensions), dimensions, $"dimensions is {dimensions}; allowed: 1 to {MaxDimensions}.");
        Dimensions = dimensions;
        _origin = new double[dimensions];
        _mean = new double[dimensions];
        _comoment = new double[dimensions * dimensions];
    }

    /// <summary>Number of columns d.</summary>
    public int Dimensions { get; }

    /// <summary>Number of rows n seen so far.</summary>
    public long Count => _absorbed + _pendingRows;

    /// <summary>Adds samples: the span holds any number of rows of <see cref="Dimensions"/> numbers, one after the other.</summary>
    /// <exception cref="ArgumentException">The length is not a multiple of the dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite; nothing of the block is added.</exception>
    public void Add(ReadOnlySpan<double> rowMajor)
    {
        var d = Dimensions;
        if (rowMajor.Length % d != 0)
            throw new ArgumentException($"The block has {rowMajor.Length} numbers, not a whole number of rows of {d}.", nameof(rowMajor));
        for (var i = 0; i < rowMajor.Length; i++)
            if (!double.IsFinite(rowMajor[i]))
                throw Require.Refuse(rowMajor[i], "a finite number", $"row {Count + i / d}, column {i % d}");
        while (!rowMajor.IsEmpty)
        {
            if (_pending.Length == 0) _pending = new double[BlockRows * d];
            if (Count == 0) rowMajor[..d].CopyTo(_origin);
            var rows = Math.Min(BlockRows - _pendingRows, rowMajor.Length / d);
            rowMajor[..(rows * d)].CopyTo(_pending.AsSpan(_pendingRows * d));
            _pendingRows += rows;
            rowMajor = rowMajor[(rows * d)..];
            if (_pendingRows == BlockRows) Absorb();
        }
    }

    /// <summary>Adds all samples that another accumulator has seen; the other one keeps them.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public void Merge(StreamingCovariance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Require.SameLength(Dimensions, other.Dimensions, "this accumulator's rows", "the other accumulator's rows");
        Absorb();
        other.Absorb();
        if (other._absorbed == 0) return;
        if (_absorbed == 0) other._origin.CopyTo(_origin, 0);
        var gap = new double[Dimensions];
        for (var j = 0; j < gap.Length; j++)
            gap[j] = other._origin[j] - _origin[j] + (other._mean[j] - _mean[j]);
        var scale = Shift(gap, other._absorbed);
        for (var i = 0; i < gap.Length; i++)
            gap[i] *= scale;
        for (var i = 0; i < _comoment.Length; i++)
            _comoment[i] += other._comoment[i];
        LinearAlgebra.AddGram(1, gap, 0, 1, 1, _comoment, 0, Dimensions, Dimensions);
    }

    /// <summary>The mean of each column.</summary>
    /// <exception cref="InvalidOperationException">No samples were added.</exception>
    public ImmutableArray<double> Mean()
    {
        Absorb();
        return _absorbed > 0
            ? [.. _mean.Zip(_origin, (m, o) => m + o)]
            : throw new InvalidOperationException("No samples were added; a mean needs at least 1.");
    }

    /// <summary>The unbiased sample covariance (divisor n - 1), d x d.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two samples were added.</exception>
    public Matrix<double> Covariance()
    {
        Absorb();
        if (_absorbed < 2)
            throw new InvalidOperationException($"{_absorbed} samples were added; a covariance needs at least 2.");
        return Matrix<double>.Build.Dense(
            Dimensions, Dimensions, (i, j) => _comoment[Math.Max(i, j) * Dimensions + Math.Min(i, j)] / (_absorbed - 1));
    }

    /// <summary>The accumulator of some columns of the same samples; this one keeps all.</summary>
    /// <param name="columns">At least one column, counted from 0, each once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or none is given.</exception>
    public StreamingCovariance Select(ReadOnlySpan<int> columns)
    {
        Absorb();
        var selected = new StreamingCovariance(columns.Length) { _absorbed = _absorbed };
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] < 0 || columns[i] >= Dimensions)
                throw Require.Refuse(columns[i], $"a column from 0 to {Dimensions - 1}", nameof(columns));
            (selected._origin[i], selected._mean[i]) = (_origin[columns[i]], _mean[columns[i]]);
            for (var j = 0; j <= i; j++)
                selected._comoment[i * columns.Length + j] =
                    _comoment[Math.Max(columns[i], columns[j]) * Dimensions + Math.Min(columns[i], columns[j])];
        }
        return selected;
    }

    /// <summary>The sample correlations below a diagonal of zeros (R - I), row-major; the upper triangle is not set.</summary>
    /// <exception cref="ArgumentException">A column is constant.</exception>
    internal double[] CorrelationMinusIdentity()
    {
        Absorb();
        return Correlations.MinusIdentity(Dimensions, (i, j) => _comoment[i * Dimensions + j]);
    }

    /// <summary>Counts further rows whose mean lies a gap away, and returns the factor that makes the gap a centred row.</summary>
    private double Shift(ReadOnlySpan<double> gap, long count)
    {
        var total = (double)_absorbed + count;
        for (var j = 0; j < gap.Length; j++)
            _mean[j] += gap[j] * (count / total);
        var factor = Math.Sqrt(_absorbed / total * count);
        _absorbed += count;
        return factor;
    }

    /// <summary>Folds the pending rows into the moments: one Gram product of the centred block and the gap between the means.</summary>
    private void Absorb()
    {
        if (_pendingRows == 0) return;
        var (d, rows) = (Dimensions, _pendingRows);
        if (_centred.Length == 0) _centred = new double[d * (BlockRows + 1)];
        // Relative to the block's first row, so that a constant column is centred to exactly zero.
        var (excess, gap) = (new double[d], new double[d]);
        for (var r = 1; r < rows; r++)
            for (var j = 0; j < d; j++)
                excess[j] += _pending[r * d + j] - _pending[j];
        for (var j = 0; j < d; j++)
        {
            excess[j] /= rows;
            gap[j] = _pending[j] - _origin[j] + excess[j] - _mean[j];
        }
        var factor = Shift(gap, rows);
        for (var j = 0; j < d; j++)
        {
            var column = _centred.AsSpan(j * (BlockRows + 1), rows + 1);
            for (var r = 0; r < rows; r++)
                column[r] = _pending[r * d + j] - _pending[j] - excess[j];
            column[rows] = factor * gap[j];
        }
        LinearAlgebra.AddGram(1, _centred, 0, BlockRows + 1, rows + 1, _comoment, 0, d, d);
        _pendingRows = 0;
    }
}

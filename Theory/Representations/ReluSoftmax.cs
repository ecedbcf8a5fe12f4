using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>A two-layer network without biases, softmax(V relu(W x)): scaling x keeps the decision and changes the probabilities (erratum
/// E8).</summary>
/// <remarks>
/// ReLU is homogeneous, so the logits of c x are c times those of x for c &gt; 0. The arg max is then invariant; the softmax is not, and
/// with it neither is the cross-entropy that the loss contains. Immutable.
/// </remarks>
public sealed class ReluSoftmax
{
    private readonly Matrix<double> _hidden;
    private readonly Matrix<double> _output;

    /// <summary>A network of given weights.</summary>
    /// <param name="hidden">W: hidden units are rows, inputs are columns.</param>
    /// <param name="output">V: classes are rows, hidden units are columns.</param>
    /// <exception cref="ArgumentException">The shapes clash.</exception>
    public ReluSoftmax(double[,] hidden, double[,] output)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(output);
        Require.SameLength(hidden.GetLength(0), output.GetLength(1), "the hidden layer", "a row of the output layer");
        (_hidden, _output) = (Matrix<double>.Build.DenseOfArray(hidden), Matrix<double>.Build.DenseOfArray(output));
    }

    /// <summary>V relu(W x).</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> does not have as many elements as W has columns.</exception>
    public double[] Logits(params double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.SameLength(x.Length, _hidden.ColumnCount, "the input", "a row of the hidden layer");
        return [.. _output * (_hidden * Vector<double>.Build.DenseOfArray(x)).PointwiseMaximum(0)];
    }

    /// <summary>p(y|x): the softmax of the logits.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> does not have as many elements as W has columns.</exception>
    public FiniteDistribution Probabilities(params double[] x)
    {
        var logits = Logits(x);
        var normaliser = Accurate.LogSumExp(logits);
        return new([.. logits.Select(l => Math.Exp(l - normaliser))]);
    }

    /// <summary>The class of the largest logit, the first one if several are equal.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> does not have as many elements as W has columns.</exception>
    public int Decision(params double[] x)
    {
        var logits = Logits(x);
        return Array.IndexOf(logits, logits.Max());
    }
}

namespace IDropTheory;

/// <summary>Anderson acceleration of a fixed-point iteration x -> F(x): the mixture of recent images whose residual is smallest.</summary>
internal sealed class AndersonMixing(int size, int memory)
{
    private readonly double[][] _images = [.. Enumerable.Range(0, memory).Select(_ => new double[size])];
    private readonly double[][] _residuals = [.. Enumerable.Range(0, memory).Select(_ => new double[size])];
    private readonly double[] _gram = new double[memory * memory], _right = new double[memory];
    private readonly double[] _image = new double[size], _residual = new double[size];
    private int _kept, _next;
    private bool _started;

    /// <summary>Forgets the history.</summary>
    public void Clear() => (_kept, _next, _started) = (0, 0, false);

    /// <summary>Takes a point and its image and writes the accelerated point; false if there is no history yet or its least-squares problem
    /// is singular.</summary>
    public bool Mix(ReadOnlySpan<double> point, ReadOnlySpan<double> image, Span<double> result)
    {
        if (_started)
        {
            for (var i = 0; i < size; i++)
            {
                _images[_next][i] = image[i] - _image[i];
                _residuals[_next][i] = image[i] - point[i] - _residual[i];
            }
            _next = (_next + 1) % memory;
            _kept = Math.Min(_kept + 1, memory);
        }
        _started = true;
        image.CopyTo(_image);
        for (var i = 0; i < size; i++)
            _residual[i] = image[i] - point[i];
        if (_kept == 0 || !Solve()) return false;
        image.CopyTo(result);
        for (var k = 0; k < _kept; k++)
            for (var i = 0; i < size; i++)
                result[i] -= _right[k] * _images[k][i];
        return true;
    }

    // Least squares of the residual on the residual differences, by normal equations with a relative ridge.
    private bool Solve()
    {
        for (var a = 0; a < _kept; a++)
        {
            for (var b = 0; b <= a; b++)
                _gram[a * memory + b] = _gram[b * memory + a] = Dot(_residuals[a], _residuals[b]);
            _right[a] = Dot(_residuals[a], _residual);
        }
        for (var a = 0; a < _kept; a++)
            _gram[a * memory + a] *= 1 + 1e-13;
        return SmallSystem.Solve(_gram, _right, _kept, memory);
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}

namespace IDropTheory;

/// <summary>A fixed-point iteration that never increases an objective, with Anderson acceleration: an accelerated state that increases it
/// is refused in favour of the plain one. Buffers are reused.</summary>
/// <param name="start">The first state; it is copied.</param>
/// <param name="memory">Number of images that the acceleration mixes.</param>
/// <param name="step">Computes the objective of a state and writes the state's plain image; it may normalise the state.</param>
/// <param name="change">The distance of a state from its image, as the last step left them.</param>
internal sealed class AcceleratedDescent(
    double[] start, int memory, Func<double[], double[], double> step, Func<double[], double[], double> change)
{
    private const double Rising = 1e-14;

    private readonly double[] _state = (double[])start.Clone(), _image = new double[start.Length], _trial = new double[start.Length];
    private readonly AndersonMixing _mixing = new(start.Length, memory);

    /// <summary>The objective of the present state.</summary>
    public double Objective { get; private set; }

    /// <summary>The change by a plain step of the present state.</summary>
    public double Residual { get; private set; } = double.PositiveInfinity;

    /// <summary>Number of plain steps computed.</summary>
    public int Iterations { get; private set; }

    /// <summary>The plain image of the present state.</summary>
    public ReadOnlySpan<double> Image => _image;

    /// <summary>The objective of the first state, and its image.</summary>
    public AcceleratedDescent Begin()
    {
        Objective = Step(_state);
        return this;
    }

    /// <summary>Runs until the residual is small, the iterations are used up or it is cancelled.</summary>
    public void Run(int maxIterations, double residual, Action<double>? observe, CancellationToken cancellation)
    {
        while (Iterations < maxIterations && !cancellation.IsCancellationRequested)
        {
            Residual = change(_state, _image);
            observe?.Invoke(Objective);
            if (Residual <= residual) return;
            Advance();
        }
        Residual = change(_state, _image);
    }

    /// <summary>What the step leaves behind for the image of the present state, which stays the present state.</summary>
    public T OfImage<T>(Func<T> read)
    {
        step(_image, _trial);
        var result = read();
        step(_state, _image);
        Iterations += 2;
        return result;
    }

    private void Advance()
    {
        if (_mixing.Mix(_state, _image, _trial))
        {
            var plain = Objective;
            _image.CopyTo(_state, 0);
            var objective = Step(_trial);
            if (objective <= plain + Rising)
            {
                Objective = objective;
                _trial.CopyTo(_state, 0);
                return;
            }
            _mixing.Clear();
        }
        else _image.CopyTo(_state, 0);
        Objective = Step(_state);
    }

    private double Step(double[] state)
    {
        Iterations++;
        return step(state, _image);
    }
}

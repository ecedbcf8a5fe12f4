namespace IDropTheory.Experiments.Plots;

/// <summary>One axis of a plot: a range of values, linear or logarithmic, with its labelled ticks.</summary>
internal sealed class Axis
{
    private const double Margin = 0.04;

    // The difference of two larger values may be infinite.
    private const double Largest = 1e300;
    private const int MostValues = 8;
    private const int FewestTicks = 3;
    private const int MostDecimals = 6;

    // The positions of 0 and of the smallest positive value on a logarithmic axis that shows 0.
    private const double ZeroPosition = 0.045;
    private const double FirstPosition = 0.12;
    private readonly bool _hasZero;
    private readonly double _low;
    private readonly double _high;

    /// <summary>An axis for these values. It ignores NaN, infinite values and, if it is logarithmic, values that are not
    /// positive.</summary>
    /// <param name="values">The values to show.</param>
    /// <param name="logarithmic">Whether equal ratios have equal lengths.</param>
    /// <param name="ticksAtValues">Whether the ticks are at the values if these are few: for settings, not measurements.</param>
    /// <param name="zeroApart">Whether a logarithmic axis shows 0 at its low end, before a break, if 0 is among the values.</param>
    /// <param name="room">The ends at which it extends beyond the values.</param>
    public Axis(
        IReadOnlyCollection<double> values, bool logarithmic, bool ticksAtValues = false, bool zeroApart = false,
        AxisRoom room = AxisRoom.Both)
    {
        IsLogarithmic = logarithmic;
        _hasZero = logarithmic && zeroApart && values.Contains(0);
        double[] distinct = [.. values.Where(IsOnScale).Distinct().Order()];
        var (low, high) = distinct.Length == 0 ? (0, 1) : (Scaled(distinct[0]), Scaled(distinct[^1]));
        // A single value gets a range around it.
        var single = !(high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)));
        var margin = !single ? Margin * (high - low) : logarithmic ? 0.15 : 0.1 * Math.Max(Math.Abs(high), 1e-3);
        _low = single || room == AxisRoom.Both ? low - margin : low;
        _high = single || room != AxisRoom.None ? high + margin : high;
        IReadOnlyList<(double, string)> ticks =
            ticksAtValues && distinct.Length is > 1 and <= MostValues ? [.. distinct.Select(value => (value, Power(value)))]
            : logarithmic ? LogarithmicTicks()
            : LinearTicks();
        Ticks = _hasZero ? [(0, "0"), .. ticks] : ticks;
    }

    private Axis(IReadOnlyList<string> names)
    {
        (_low, _high) = (0, names.Count);
        Ticks = [.. names.Index().Select(name => (name.Index + 0.5, name.Item))];
    }

    /// <summary>An axis of names: the first is at 1/2, the next at 3/2 and so on.</summary>
    public static Axis Of(params IReadOnlyList<string> names) => new(names);

    /// <summary>Whether equal ratios have equal lengths.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The position of the break between 0 and the positive values of a logarithmic axis; null if there is no break.</summary>
    public double? Break => _hasZero ? (ZeroPosition + FirstPosition) / 2 : null;

    /// <summary>Labelled values within the range.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>Whether the axis can show a value.</summary>
    public bool Shows(double value) => IsOnScale(value) || (_hasZero && value == 0);

    /// <summary>The position of a value: 0 at the low end, 1 at the high end.</summary>
    public double Position(double value)
    {
        if (_hasZero && value == 0) return ZeroPosition;
        var position = (Scaled(value) - _low) / (_high - _low);
        return _hasZero ? FirstPosition + (1 - FirstPosition) * position : position;
    }

    /// <summary>Whether the break of the axis is between two values.</summary>
    public bool Separates(double one, double other) => _hasZero && (one == 0) != (other == 0);

    private bool IsOnScale(double value) => Math.Abs(value) < Largest && (!IsLogarithmic || value > 0);

    private double Scaled(double value) => IsLogarithmic ? Math.Log10(value) : value;

    private List<(double, string)> LinearTicks()
    {
        var step = RoundStep((_high - _low) / 6);
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9) + (IsQuarter(step) ? 1 : 0));
        var ticks = new List<(double, string)>();
        for (var i = Math.Ceiling(_low / step - 1e-9); i * step <= _high + 1e-9 * step; i++)
        {
            // Not i * step: that would label zero as -0.
            var value = i == 0 ? 0 : i * step;
            var isPower = decimals > MostDecimals || Math.Abs(value) >= 1e6;
            ticks.Add((value, isPower ? Power(value) : value.ToString("F" + decimals, CultureInfo.InvariantCulture)));
        }
        return ticks;
    }

    // Decades; with fewer than three of them also 2 and 5 times each decade, and then all digits.
    private List<(double, string)> LogarithmicTicks()
    {
        var (first, last) = ((int)Math.Floor(_low), (int)Math.Ceiling(_high));
        var every = Math.Max(1, (last - first) / 8);
        foreach (int[] digits in (int[][])[[1], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]])
        {
            List<(double, string)> ticks =
            [
                .. from decade in Enumerable.Range(first, last - first + 1).Where(d => d % every == 0)
                   from digit in digits
                   let value = digit * Math.Pow(10, decade)
                   where Math.Log10(value) >= _low - 1e-9 && Math.Log10(value) <= _high + 1e-9
                   select (value, Power(value)),
            ];
            if (ticks.Count >= FewestTicks) return ticks;
        }
        // Less than a decade has round numbers as on a linear axis.
        var step = RoundStep((Math.Pow(10, _high) - Math.Pow(10, _low)) / 5);
        return
        [
            .. Enumerable.Range(0, 20).Select(i => (Math.Ceiling(Math.Pow(10, _low) / step) + i) * step)
                .Where(value => value > 0 && Math.Log10(value) <= _high).Select(value => (value, Power(value))),
        ];
    }

    private static double RoundStep(double rough)
    {
        var decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return decade * (rough / decade) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 };
    }

    private static bool IsQuarter(double step) => Math.Abs(step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9)) - 2.5) < 1e-6;

    private static string Power(double value) =>
        value == 0 || Math.Abs(value) is >= 1e-4 and < 1e6
            ? value.ToString("G6", CultureInfo.InvariantCulture)
            : value.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal);
}

/// <summary>The ends at which an axis extends beyond its values, so that no marker lies on an end.</summary>
internal enum AxisRoom
{
    /// <summary>At both ends.</summary>
    Both,

    /// <summary>At the high end alone: bars begin at the low end.</summary>
    Above,

    /// <summary>At neither end.</summary>
    None,
}

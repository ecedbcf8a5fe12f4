namespace IDropTheory.Experiments.Plots;

/// <summary>Colours and markers of series, distinguishable without colour vision, too.</summary>
internal static class Palette
{
    public const string Ink = "#1a1a1a";
    public const string Grid = "#e3e3e3";
    public const string Paper = "#ffffff";
    public const string Bars = "#bcd6e8";
    public const string Nothing = "#f4f4f4";

    // Okabe and Ito's colours without their yellow, which is too light for a thin line on white.
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private static readonly (double X, double Y)[][] Markers =
    [
        [.. Enumerable.Range(0, 24).Select(i => (Math.Cos(i * Math.PI / 12), Math.Sin(i * Math.PI / 12)))],
        [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
        [(0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)],
        [(0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
        [
            (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4),
            (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
        ],
    ];

    /// <summary>The colour of a series by its number.</summary>
    public static string Color(int series) => Colors[series % Colors.Length];

    /// <summary>The outline of a series' marker around a point.</summary>
    public static EquatableArray<(double X, double Y)> Marker(int series, double x, double y, double radius) =>
        [.. Markers[series % Markers.Length].Select(p => (x + radius * p.X, y + radius * p.Y))];
}

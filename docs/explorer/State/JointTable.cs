namespace IDropTheory.Explorer.State;

/// <summary>A joint distribution as it is typed: cells of text between commas, rows between semicolons.</summary>
public sealed record JointTable
{
    public const int Fewest = 2, Most = 6;

    private JointTable(IEnumerable<IEnumerable<string>> cells) => Text = string.Join(';', cells.Select(row => string.Join(',', row)));

    public string Text { get; }

    public string[][] Cells => [.. Text.Split(';').Select(row => row.Split(','))];

    public int Rows => Cells.Length;

    public int Columns => Cells[0].Length;

    public static JointTable Of(JointDistribution joint) => new(
        Enumerable.Range(0, joint.CountX).Select(x => Enumerable.Range(0, joint.CountY).Select(y => Numbers.Short(joint[x, y]))));

    /// <summary>The table of a text; null if its rows differ in length or there are too few or too many.</summary>
    public static JointTable? Of(string text)
    {
        string[][] cells = [.. text.Split(';').Select(row => row.Split(','))];
        return IsAllowed(cells.Length) && IsAllowed(cells[0].Length) && cells.All(row => row.Length == cells[0].Length) ? new(cells) : null;
    }

    public static bool IsAllowed(int symbols) => symbols is >= Fewest and <= Most;

    /// <summary>The table with another text in a cell; a decimal comma is a point.</summary>
    public JointTable With(int x, int y, string text)
    {
        var cells = Cells;
        cells[x][y] = text.Replace(',', '.').Replace(";", "", StringComparison.Ordinal).Trim();
        return new(cells);
    }

    /// <summary>The table of another size: what is cut off is lost, what is new is zero.</summary>
    public JointTable Resized(int rows, int columns) => new(Enumerable.Range(0, rows).Select(x => Enumerable.Range(0, columns).Select(y =>
        x < Rows && y < Columns ? Cells[x][y] : "0")));

    /// <summary>The distribution with these weights, which are divided by their sum.</summary>
    /// <returns>The distribution and the sum, or what is wrong, in one line.</returns>
    public (JointDistribution? Joint, double Sum, string? Complaint) Read()
    {
        var (cells, weights, sum) = (Cells, new double[Rows, Columns], 0.0);
        for (var x = 0; x < Rows; x++)
            for (var y = 0; y < Columns; y++)
            {
                if (!Numbers.TryParse(cells[x][y], out var weight) || !(weight >= 0 && weight <= 1e9))
                    return (null, 0,
                        $"p(x = {x + 1}, y = {y + 1}) is \"{cells[x][y]}\"; allowed: a number from 0 to 1e9, 0 for what never is.");
                sum += weights[x, y] = weight;
            }
        if (!(sum > 1e-9)) return (null, sum, $"The weights sum to {Numbers.Short(sum)}; allowed: more than 1e-9. Let some pair occur.");
        for (var x = 0; x < Rows; x++)
            for (var y = 0; y < Columns; y++)
                weights[x, y] /= sum;
        return (new(weights), sum, null);
    }
}

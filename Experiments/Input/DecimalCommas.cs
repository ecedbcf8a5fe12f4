using System.Text.RegularExpressions;

namespace IDropTheory.Experiments.Input;

/// <summary>Notices decimal commas, which other programs write and this one does not read.</summary>
internal sealed partial class DecimalCommas
{
    private bool _isOneColumn = true;
    private bool _isSeen;
    private bool _hasTwo;

    /// <summary>Whether a cell is a number with a decimal comma.</summary>
    public static bool In(string cell) => Number().IsMatch(cell);

    /// <summary>The place of such a cell in a line with another separator, as in "0,5;0,25"; negative if there is none.</summary>
    public static int Find(string line)
    {
        var cells = line.Split([';', '\t', ' ']);
        bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return cells.Length > 1 && cells.All(cell => In(cell) || IsNumber(cell)) ? Array.FindIndex(cells, In) : -1;
    }

    /// <summary>Takes a cell of a file without header whose separator is a comma.</summary>
    public void Take(int column, ReadOnlySpan<char> cell)
    {
        if (!_isOneColumn) return;
        var digits = column == 0 ? cell.TrimStart("+-") : cell;
        _isOneColumn = column < 2 && !digits.ContainsAnyExceptInRange('0', '9');
        if (column == 0) _isSeen |= cell is "-0";
        else (_hasTwo, _isSeen) = (true, _isSeen || cell is ['0', _, ..]);
    }

    /// <summary>Whether what looks like two columns of whole numbers is one column with decimal commas: no whole number is -0 or
    /// 05.</summary>
    public bool AreSure => ArePossible && _isSeen;

    /// <summary>Whether it may be.</summary>
    public bool ArePossible => _isOneColumn && _hasTwo;

    [GeneratedRegex(@"^[+-]?\d+,\d+(e[+-]?\d+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}

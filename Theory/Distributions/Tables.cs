namespace IDropTheory;

/// <summary>Tables of numbers as arrays, rows first.</summary>
internal static class Tables
{
    /// <summary>A table from a function of the row and the column.</summary>
    public static double[,] Of(int rows, int columns, Func<int, int, double> entry)
    {
        var table = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                table[i, j] = entry(i, j);
        return table;
    }

    /// <summary>p(t|x), rows x.</summary>
    public static double[,] Of(Channel channel) => Of(channel.Inputs, channel.Outputs, (x, t) => channel[x, t]);

    /// <summary>p(x, y), rows x.</summary>
    public static double[,] Of(JointDistribution joint) => Of(joint.CountX, joint.CountY, (x, y) => joint[x, y]);
}

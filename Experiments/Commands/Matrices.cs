namespace IDropTheory.Experiments.Commands;

/// <summary>Channels as plain tables.</summary>
internal static class Matrices
{
    public static double[,] ToArray(this Channel channel)
    {
        var table = new double[channel.Inputs, channel.Outputs];
        for (var x = 0; x < channel.Inputs; x++)
            for (var t = 0; t < channel.Outputs; t++)
                table[x, t] = channel[x, t];
        return table;
    }
}

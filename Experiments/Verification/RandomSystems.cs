namespace IDropTheory.Experiments.Verification;

/// <summary>Random finite systems for the checks, uniform on the simplex.</summary>
internal static class RandomSystems
{
    public static FiniteDistribution Distribution(RandomKey key, int symbols)
    {
        double[] weights = [.. Enumerable.Range(0, symbols).Select(i => -Math.Log(key.Uniform((ulong)i)))];
        return new([.. weights.Select(w => w / weights.Sum())]);
    }

    public static Channel Channel(RandomKey key, int inputs, int outputs)
    {
        var rows = new double[inputs, outputs];
        for (var x = 0; x < inputs; x++)
        {
            var row = Distribution(key.Fold((ulong)x), outputs);
            for (var y = 0; y < outputs; y++)
                rows[x, y] = row[y];
        }
        return new(rows);
    }

    public static JointDistribution Joint(RandomKey key, int countX, int countY) =>
        JointDistribution.Of(Distribution(key.Fold("x"), countX), Channel(key.Fold("y|x"), countX, countY));
}

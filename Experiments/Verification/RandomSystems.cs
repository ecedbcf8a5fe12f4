namespace IDropTheory.Experiments.Verification;

/// <summary>Random joint distributions for the checks.</summary>
internal static class RandomSystems
{
    /// <summary>p(x) and each row of p(y|x) drawn uniformly from their simplices.</summary>
    public static JointDistribution Joint(RandomKey key, int countX, int countY) =>
        JointDistribution.Of(FiniteDistribution.Random(key.Fold("x"), countX), Channel.Random(key.Fold("y|x"), countX, countY));

    /// <summary>The entries of a joint distribution as a table.</summary>
    public static double[,] Table(JointDistribution joint)
    {
        var table = new double[joint.CountX, joint.CountY];
        for (var x = 0; x < joint.CountX; x++)
            for (var y = 0; y < joint.CountY; y++)
                table[x, y] = joint[x, y];
        return table;
    }
}

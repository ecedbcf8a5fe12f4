using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Section 4: what a representation lacks of the task, and the nearest Markov chain, for all probabilities on given
/// alphabets.</summary>
/// <remarks>The probabilities are variables, of which nothing is used but that marginals are sums: the identities hold for all positive
/// masses. That z is a representation of x, p(x,y,z) = p(x,y) p(z|x), says that y and z are independent given x.</remarks>
internal static class Sufficiency
{
    // Symbols of x, y and z.
    private static readonly ImmutableArray<(int X, int Y, int Z)> Shapes = [(2, 2, 2), (3, 2, 2), (2, 3, 3), (3, 3, 2), (4, 2, 3)];

    public static IEnumerable<Theorem> All { get; } =
    [
        new(
            "sufficiency.proof", "I(x;y) - I(z;y) = I(x;y|z) - I(z;y|x), and the last term is 0 for a representation z of x",
            $"all positive p(x,y,z) on {Shapes.Length} shapes of alphabets",
            [.. Shapes.Select(s => Chain(s.X, s.Y, s.Z))]),
        new(
            "markov.proof", "KL(p || q) = I(x;y|z) + KL(p(x,z) || q(x,z)) + E_z KL(p(y|z) || q(y|z)) for every chain q = q(x,z) q(y|z)",
            $"all positive p(x,y,z), q(x,z) and q(y|z) on {Shapes.Length} shapes of alphabets",
            [.. Shapes.Select(s => Pythagoras(s.X, s.Y, s.Z))]),
    ];

    private static Identity Chain(int countX, int countY, int countZ)
    {
        var givenZ = Slices(countX, countY, countZ);
        var givenX = Enumerable.Range(0, countX).Select(x => givenZ.Select(slice => slice[x]).ToArray()).ToArray();
        Polynomial[][] xy =
            [.. givenX.Select(slice => Enumerable.Range(0, countY).Select(y => Sum(slice.Select(row => row[y]))).ToArray())];
        return new(
            Name(countX, countY, countZ),
            FiniteFormulas.Information(xy) - FiniteFormulas.Information(Columns(givenZ)),
            FiniteFormulas.ConditionalInformation(givenZ) - FiniteFormulas.ConditionalInformation(givenX));
    }

    private static Identity Pythagoras(int countX, int countY, int countZ)
    {
        var slices = Slices(countX, countY, countZ);
        var (xz, yz) = (Table("q", countZ, countX), Table("r", countZ, countY));
        var left = Sum(slices.SelectMany((slice, z) => slice.SelectMany((row, x) => row.Select((p, y) =>
            p * (Polynomial.Log(p) - Polynomial.Log(xz[z][x]) - Polynomial.Log(yz[z][y]))))));
        var right = FiniteFormulas.ConditionalInformation(slices);
        for (var z = 0; z < countZ; z++)
        {
            Polynomial[] x = [.. slices[z].Select(Sum)], y = [.. Columns(slices).Select(row => row[z])];
            // E_z KL(p(y|z) || q(y|z)) in masses: p(y,z) (log p(y,z) - log p(z) - log q(y|z)).
            right = right + FiniteFormulas.Divergence(x, xz[z]) + FiniteFormulas.Divergence(y, yz[z]) - Sum(y) * Polynomial.Log(Sum(y));
        }
        return new(Name(countX, countY, countZ), left, right);
    }

    /// <summary>p(x,y,z), a table of x and y for each z.</summary>
    private static Polynomial[][][] Slices(int countX, int countY, int countZ) =>
        [.. Enumerable.Range(0, countZ).Select(z => Table($"p{z}", countX, countY))];

    /// <summary>p(y,z), rows y.</summary>
    private static Polynomial[][] Columns(Polynomial[][][] slices) =>
        [.. Enumerable.Range(0, slices[0][0].Length).Select(y => slices.Select(slice => Sum(slice.Select(row => row[y]))).ToArray())];

    private static Polynomial[][] Table(string name, int rows, int columns) =>
    [
        .. Enumerable.Range(0, rows)
            .Select(i => Enumerable.Range(0, columns).Select(j => Polynomial.Variable($"{name}i{i}j{j}")).ToArray()),
    ];

    private static Polynomial Sum(IEnumerable<Polynomial> terms) => terms.Aggregate((sum, term) => sum + term);

    private static string Name(int x, int y, int z) => $"{x} symbols of x, {y} of y, {z} of z";
}

using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The claim that two expressions are equal for all positive values of their variables, decided by exact arithmetic.</summary>
/// <remarks>
/// Both sides are expanded into sums of monomials in atoms (<see cref="Polynomial"/>). If every coefficient of the difference is zero, the
/// claim is proved: no point is sampled, no rounding happens, and no bound on a degree is needed. If one is not, an interval that excludes
/// zero at a rational point disproves it.
/// </remarks>
public sealed class Identity
{
    private const int Points = 40;

    /// <summary>A claim.</summary>
    /// <param name="statement">The claim in words or symbols.</param>
    /// <param name="left">One side.</param>
    /// <param name="right">The other side.</param>
    public Identity(string statement, Polynomial left, Polynomial right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        (Statement, Left, Right, Difference) = (statement, left, right, left - right);
    }

    /// <summary>The claim in words or symbols.</summary>
    public string Statement { get; }

    /// <summary>One side, expanded.</summary>
    public Polynomial Left { get; }

    /// <summary>The other side, expanded.</summary>
    public Polynomial Right { get; }

    /// <summary>Left - Right.</summary>
    public Polynomial Difference { get; }

    /// <summary>Whether every coefficient of the difference is zero: the identity holds for all values of its variables.</summary>
    public bool IsProved => Difference.IsZero;

    /// <summary>Number of coefficients that were compared: the monomials that occur on either side.</summary>
    public int Coefficients => Left.Terms.Keys.Union(Right.Terms.Keys).Count();

    /// <summary>A point at which the two sides certainly differ; null if the identity is proved or none was found among 40.</summary>
    public Counterexample? Refute()
    {
        if (IsProved) return null;
        var variables = Difference.Variables();
        for (var trial = 0; trial < Points; trial++)
        {
            // Different numbers between 0 and 1, so that probabilities and one minus them are positive.
            var point = variables.Select((name, i) => (Name: name, Value: new Rational(1 + (5 * i + 7 * trial) % 29, 31 + trial)))
                .ToImmutableSortedDictionary(at => at.Name, at => at.Value, StringComparer.Ordinal);
            var difference = Difference.Enclose(name => point[name].Enclose());
            if (!difference.Contains(0)) return new(point, difference);
        }
        return null;
    }

    /// <summary>The claim.</summary>
    public override string ToString() => Statement;
}

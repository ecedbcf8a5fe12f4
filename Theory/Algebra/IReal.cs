using System.Numerics;

namespace IDropTheory;

/// <summary>The operations that a closed form needs: field arithmetic and a few elementary functions.</summary>
/// <remarks>
/// Every closed form of the library is written once, generically over this interface, and runs unchanged on plain numbers
/// (<see cref="Scalar{T}"/>), on dual numbers that carry an exact derivative (<see cref="Dual"/>), on expressions that print
/// themselves (<see cref="Symbol"/>), on intervals that enclose the value (<see cref="Interval"/>), on exact expressions that prove
/// identities (<c>Polynomial</c>), on SIMD lanes and on tensors. <see cref="INumber{TSelf}"/> would not do: a tensor cannot implement
/// most of its members.
/// </remarks>
/// <typeparam name="TSelf">The carrier itself.</typeparam>
public interface IReal<TSelf>
    : IAdditionOperators<TSelf, TSelf, TSelf>,
        ISubtractionOperators<TSelf, TSelf, TSelf>,
        IMultiplyOperators<TSelf, TSelf, TSelf>,
        IDivisionOperators<TSelf, TSelf, TSelf>,
        IUnaryNegationOperators<TSelf, TSelf>
    where TSelf : IReal<TSelf>
{
    /// <summary>x + c for a constant c.</summary>
    static abstract TSelf operator +(TSelf x, double constant);

    /// <summary>x - c for a constant c.</summary>
    static abstract TSelf operator -(TSelf x, double constant);

    /// <summary>c x for a constant c.</summary>
    static abstract TSelf operator *(double constant, TSelf x);

    /// <summary>Natural logarithm, x &gt; 0.</summary>
    static abstract TSelf Log(TSelf x);

    /// <summary>e^x.</summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>e^x - 1 without cancellation near 0.</summary>
    static abstract TSelf Expm1(TSelf x);

    /// <summary>x^2.</summary>
    static abstract TSelf Square(TSelf x);

    /// <summary>The Itakura-Saito divergence x/y - log(x/y) - 1 for x, y &gt; 0, without cancellation near x = y and never
    /// negative.</summary>
    static abstract TSelf ItakuraSaito(TSelf x, TSelf y);

    /// <summary>log scale + 1/2 log(2 pi e), the entropy of a normal distribution of that standard deviation &gt; 0.</summary>
    /// <remarks>No double holds the constant. Carriers that are exact have their own definition.</remarks>
    static virtual TSelf NormalEntropy(TSelf scale) => TSelf.Log(scale) + NormalFunctions.StandardEntropy;
}

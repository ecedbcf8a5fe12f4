namespace IDropTheory;

/// <summary>Moments of the multiplicative noise log eps ~ N(m, alpha^2), on any carrier of <see cref="IReal{T}"/>.</summary>
public static class NoiseFormulas
{
    /// <summary>The location m that gives the noise unit mean: -alpha^2 / 2 (the paper's m = 0 gives median one; erratum E5).</summary>
    public static T UnitMeanLocation<T>(T alpha)
        where T : IReal<T> =>
        -0.5 * T.Square(alpha);

    /// <summary>E[eps] = exp(m + alpha^2 / 2).</summary>
    public static T Mean<T>(T location, T alpha)
        where T : IReal<T> =>
        T.Exp(location + 0.5 * T.Square(alpha));

    /// <summary>Var[eps] = (exp(alpha^2) - 1) exp(2 m + alpha^2), with the growing factors in one exponential so that none overflows
    /// alone.</summary>
    public static T Variance<T>(T location, T alpha)
        where T : IReal<T> =>
        -T.Expm1(-T.Square(alpha)) * T.Exp(2 * (location + T.Square(alpha)));
}

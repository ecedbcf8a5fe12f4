using System.Numerics;

namespace IDropTheory;

/// <summary>The misprinted formulas of the paper, on any carrier. Only what refutes them computes with them: proofs, checks and
/// tests.</summary>
internal static class PrintedForms
{
    /// <summary>E1, Proposition 2: -H(log eps) + log c. Derived: the sign of log c is minus.</summary>
    public static T LogUniformKl<T>(T alpha, T logDensity)
        where T : IReal<T> =>
        -T.NormalEntropy(alpha) + logDensity;

    /// <summary>E2, eq. (6): (alpha^2 + mu^2) / (2 sigma^2) - log(alpha / sigma) - 1/2. Derived: (log f(x) - mu)^2 for mu^2.</summary>
    public static T LogNormalKl<T>(T alpha, T mu, T sigma)
        where T : IReal<T> =>
        0.5 * ((T.Square(alpha) + T.Square(mu)) / T.Square(sigma)) - T.Log(alpha / sigma) - 0.5;

    /// <summary>E3: TC = -log det R. Derived: half of it.</summary>
    public static T TotalCorrelation<T>(T determinant)
        where T : IReal<T> =>
        -T.Log(determinant);

    /// <summary>E4, eq. (7) per unit: -cross-entropy + beta log alpha, to be minimised. Derived: both signs the other way.</summary>
    public static T Loss<T>(T crossEntropy, T beta, T alpha)
        where T : IReal<T> =>
        -crossEntropy + beta * T.Log(alpha);

    /// <summary>E5: the mean of noise log eps ~ N(0, alpha^2) is stated as one. Derived: exp(alpha^2 / 2).</summary>
    public static double NoiseMean => 1;

    /// <summary>E6: eq. (7) charges nothing for the choice between zero and not zero. Derived: the binary entropy of the spike.</summary>
    public static double SpikeCost => 0;

    /// <summary>E7, Proposition 1 for a fixed prior: I + TC. Derived: plus sum_i KL(p(z_i) || q_i).</summary>
    public static T FixedPriorCost<T>(T information, T totalCorrelation)
        where T : IAdditionOperators<T, T, T> =>
        information + totalCorrelation;

    /// <inheritdoc cref="LogUniformKl{T}"/>
    public static double LogUniformKl(double alpha, double logDensity) =>
        LogUniformKl<Scalar<double>>(new(alpha), new(logDensity)).Value;

    /// <inheritdoc cref="LogNormalKl{T}"/>
    public static double LogNormalKl(double alpha, double mu, double sigma) =>
        LogNormalKl<Scalar<double>>(new(alpha), new(mu), new(sigma)).Value;

    /// <inheritdoc cref="TotalCorrelation{T}"/>
    public static double TotalCorrelation(double determinant) => TotalCorrelation<Scalar<double>>(new(determinant)).Value;

    /// <inheritdoc cref="Loss{T}"/>
    public static double Loss(double crossEntropy, double beta, double alpha) =>
        Loss<Scalar<double>>(new(crossEntropy), new(beta), new(alpha)).Value;
}

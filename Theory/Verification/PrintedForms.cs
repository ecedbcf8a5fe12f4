namespace IDropTheory.Verification;

/// <summary>The misprinted formulas of the paper. Only the checks that refute them compute with them.</summary>
internal static class PrintedForms
{
    /// <summary>E1, Proposition 2: -H(log eps) + log c. Derived: the sign of log c is minus.</summary>
    public static double LogUniformKl(double alpha, double logDensity) =>
        -Math.Log(alpha) - 0.5 * Math.Log(2 * Math.PI * Math.E) + logDensity;

    /// <summary>E2, eq. (6): (alpha^2 + mu^2) / (2 sigma^2) - log(alpha / sigma) - 1/2. Derived: (log f(x) - mu)^2 for mu^2.</summary>
    public static double LogNormalKl(double alpha, double mu, double sigma) =>
        (alpha * alpha + mu * mu) / (2 * sigma * sigma) - Math.Log(alpha / sigma) - 0.5;

    /// <summary>E3: TC = -log det R. Derived: half of it.</summary>
    public static double TotalCorrelation(double determinant) => -Math.Log(determinant);

    /// <summary>E4, eq. (7) per unit: -cross-entropy + beta log alpha, to be minimised. Derived: both signs the other way.</summary>
    public static double Loss(double crossEntropy, double beta, double alpha) => -crossEntropy + beta * Math.Log(alpha);

    /// <summary>E5: the mean of noise log eps ~ N(0, alpha^2) is stated as one. Derived: exp(alpha^2 / 2).</summary>
    public static double NoiseMean => 1;

    /// <summary>E6: eq. (7) charges nothing for the choice between zero and not zero. Derived: the binary entropy of the spike.</summary>
    public static double SpikeCost => 0;

    /// <summary>E7, Proposition 1 for a fixed prior: I + TC. Derived: plus sum_i KL(p(z_i) || q_i).</summary>
    public static double FixedPriorCost(double information, double totalCorrelation) => information + totalCorrelation;
}

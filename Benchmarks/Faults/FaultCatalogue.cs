using System.Collections.Immutable;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>The faults, over every computation of Theory: a factor or a number that is off by one per cent, or by 0.01 where a bound is
/// shifted.</summary>
internal static class FaultCatalogue
{
    /// <summary>All faults, in the order of the files.</summary>
    public static ImmutableArray<Fault> All { get; } =
    [
        .. In(
            "Formulas/KlFormulas.cs", ["DivergenceTests"],
            ("+ 0.5 * T.Square((location - priorLocation)", "+ 0.505 * T.Square((location - priorLocation)")),
        .. In(
            "Formulas/KlFormulas.cs", ["AlgebraTests", "TheoremTests"],
            ("-(0.5 * T.Square((u - location)", "-(0.505 * T.Square((u - location)")),
        .. In(
            "Formulas/KlFormulas.cs", ["BatchKlGradientTests"],
            ("return (distance / sigma,", "return (1.01 * (distance / sigma),"),
            ("-(T.Square(distance) + e", "-(1.01 * T.Square(distance) + e")),
        .. In(
            "Formulas/KlFormulas.cs", ["DivergenceTests"],
            ("-T.NormalEntropy(alpha) - logDensity", "-T.NormalEntropy(alpha) - 1.01 * logDensity"),
            ("-T.Log(spike);", "-1.01 * T.Log(spike);")),
        .. In(
            "Formulas/NoiseFormulas.cs", ["DistributionTests"],
            ("-0.5 * T.Square(alpha)", "-0.505 * T.Square(alpha)"),
            ("location + 0.5 * T.Square(alpha)", "location + 0.505 * T.Square(alpha)"),
            ("-T.Expm1(-T.Square(alpha))", "-1.01 * T.Expm1(-T.Square(alpha))")),
        .. In(
            "Formulas/FiniteInformation.cs", ["FiniteTests"],
            ("sum -= Accurate.XLogX(v)", "sum -= 1.01 * Accurate.XLogX(v)"),
            ("? p * Accurate.ItakuraSaito(q, p)", "? 1.01 * p * Accurate.ItakuraSaito(q, p)"),
            (": q - p - p * (Math.Log(q)", ": q - p - 1.01 * p * (Math.Log(q)")),
        .. In(
            "Formulas/FiniteFormulas.cs", ["TheoremTests"],
            ("a * (T.Log(a) - T.Log(b))", "1.01 * (a * (T.Log(a) - T.Log(b)))")),
        .. In(
            "Algebra/Dual.cs", ["AlgebraTests"],
            ("excess * (x.Derivative / x.Value", "1.01 * excess * (x.Derivative / x.Value")),
        .. In(
            "Algebra/LaneMath.cs", ["BatchKlTests"],
            ("Constant<T>(Ln2), e - Excess", "Constant<T>(1.01 * Ln2), e - Excess")),
        .. In(
            "Numerics/Accurate.cs", ["NumericsTests"],
            ("T.Log(u) * (x / (u - T.One))", "T.CreateChecked(1.01) * T.Log(u) * (x / (u - T.One))"),
            ("r * (x - (w + w)", "T.CreateChecked(1.01) * r * (x - (w + w)")),
        .. In(
            "Numerics/NormalFunctions.cs", ["NumericsTests", "DistributionTests"],
            (": Density(x) * Mills(x)", ": 1.01 * Density(x) * Mills(x)"),
            ("? 1 / (x + Fraction(x))", "? 1.01 / (x + Fraction(x))"),
            ("Mills(x / SqrtHalf) / SqrtHalfPi", "1.01 * Mills(x / SqrtHalf) / SqrtHalfPi"),
            ("-SpecialFunctions.ErfcInv(2 * probability)", "-1.01 * SpecialFunctions.ErfcInv(2 * probability)")),
        .. In(
            "Numerics/LogChiSquare.cs", ["TotalCorrelationTests", "CovarianceTests"],
            ("squaredCorrelation / shape;", "1.01 * squaredCorrelation / shape;")),
        .. In(
            "Numerics/MeanEstimate.cs", ["ChannelSamplingTests", "AggregateDecompositionTests"],
            ("Math.Sqrt(square /", "1.01 * Math.Sqrt(square /")),
        .. In(
            "Numerics/RandomKey.cs", ["RandomKeyTests"],
            ("Math.Sqrt(-2 * Math.Log", "Math.Sqrt(-2.02 * Math.Log"),
            ("Require.AtLeast(bound, 1), out _)", "Require.AtLeast(bound, 1) * 99 / 100, out _)")),
        .. In(
            "Numerics/KdTree.cs", ["KsgTests"],
            ("if (far < radius)", "if (far < 1.01 * radius)"),
            ("max = Math.Max(max, Math.Abs(stored[j]", "max = Math.Max(max, 1.01 * Math.Abs(stored[j]")),
        .. In(
            "Numerics/Bits.cs", ["NumericsTests"],
            ("new(Value * Math.Log(2))", "new(1.01 * Value * Math.Log(2))")),
        .. In(
            "Quadrature/GaussHermite.cs", ["QuadratureTests"],
            ("weights.Select(w => w / total)", "weights.Select(w => 1.01 * w / total)")),
        .. In(
            "Quadrature/AdaptiveCubature.cs", ["QuadratureTests"],
            ("new(lower, upper, value * volume", "new(lower, upper, 1.01 * value * volume")),
        .. In(
            "Distributions/LogNormal.cs", ["DistributionTests"],
            ("Math.Exp(Location - Scale * Scale)", "Math.Exp(Location - 1.01 * Scale * Scale)"),
            ("new(Math.Log(Scale) + ", "new(1.01 * Math.Log(Scale) + "),
            ("Location + Scale * NormalFunctions", "Location + 1.01 * Scale * NormalFunctions")),
        .. In(
            "Distributions/TruncatedLogUniform.cs", ["DistributionTests"],
            ("Nats(Lower + 0.5 * Length)", "Nats(Lower + 0.505 * Length)"),
            ("Require.Probability(probability) * Length", "1.01 * Require.Probability(probability) * Length")),
        .. In(
            "Distributions/TruncatedLogNormal.cs", ["DistributionTests"],
            ("EntropyOfLog + new Nats(Logarithm.Mean)", "EntropyOfLog + new Nats(1.01 * Logarithm.Mean)")),
        .. In(
            "Distributions/SpikeMixture.cs", ["DistributionTests"],
            ("Spike + (1 - Spike) * Slab.Cdf(z)", "Spike + 0.99 * (1 - Spike) * Slab.Cdf(z)"),
            (".Uniform(index) < Spike", ".Uniform(index) < 1.01 * Spike")),
        .. In(
            "Distributions/TruncationRegime.Short.cs", ["DistributionTests"],
            ("0.25 * _length * moment", "0.2525 * _length * moment"),
            ("probability * NormalFunctions.ScaledMass(a, width), probability",
                "1.01 * probability * NormalFunctions.ScaledMass(a, width), probability")),
        .. In(
            "Distributions/TruncationRegime.Wide.cs", ["DistributionTests"],
            ("- 0.5 * (Moment(a) - Moment(b))", "- 0.505 * (Moment(a) - Moment(b))")),
        .. In(
            "Distributions/TruncationRegime.Tail.cs", ["DistributionTests"],
            ("- Math.Log(_mass) - 0.5 * exponent", "- Math.Log(_mass) - 0.505 * exponent"),
            ("Math.Log(probability) + Math.Log(_mass)", "1.01 * Math.Log(probability) + Math.Log(_mass)")),
        .. In(
            "Distributions/TruncationRegime.Exponential.cs", ["DistributionTests"],
            ("lower + scale / distance * (1 - LostMean)", "lower + 1.01 * scale / distance * (1 - LostMean)"),
            ("FallLogarithm - Math.Log(Whole) - 1 + LostMean", "FallLogarithm - Math.Log(Whole) - 1 + 1.01 * LostMean")),
        .. In(
            "Distributions/JointDistribution.cs", ["FiniteTests"],
            ("sum += X[x] * FiniteInformation.Kl(", "sum += 1.01 * X[x] * FiniteInformation.Kl(")),
        .. In(
            "Distributions/FiniteDistribution.cs", ["FiniteTests", "RandomKeyTests"],
            ("weights[i] = key.Exponential((ulong)i)", "weights[i] = (i == 0 ? 1.01 : 1) * key.Exponential((ulong)i)")),
        .. In(
            "Divergences/KlDivergence.cs", ["DivergenceTests"],
            ("Math.Log(prior.Length / own.Length)", "1.01 * Math.Log(prior.Length / own.Length)")),
        .. In(
            "Divergences/BatchKl.cs", ["BatchKlTests"],
            ("Vector512.Sum(total) + rest", "1.01 * Vector512.Sum(total) + rest")),
        .. In(
            "Divergences/BatchKlGradient.cs", ["BatchKlGradientTests"],
            ("Vector512.Sum(sigmaSums) + sigmaRest", "1.01 * Vector512.Sum(sigmaSums) + sigmaRest")),
        .. In(
            "Representations/FiniteRepresentation.cs", ["RepresentationTests"],
            ("sum += X[x] * KlToProduct", "sum += 1.01 * X[x] * KlToProduct")),
        .. In(
            "Representations/PlaneWeights.cs", ["RepresentationTests"],
            ("new(Math.Min(beta, gamma)", "new(1.01 * Math.Min(beta, gamma)")),
        .. In(
            "Representations/GaussianLogActivation.cs", ["GaussianLogActivationTests"],
            ("_covariance[i, i] / (2 * Square", "1.01 * _covariance[i, i] / (2 * Square"),
            ("0.5 * Accurate.Log1p(ratio)", "0.505 * Accurate.Log1p(ratio)")),
        .. In(
            "Representations/InformationIntegrals.cs", ["LogNormalChannelTests"],
            ("return divergence * Math.Exp(max)", "return 1.01 * divergence * Math.Exp(max)"),
            ("Math.Exp(logQ) - p * (1 + logRatio)", "Math.Exp(logQ) - p * (1 + 1.01 * logRatio)")),
        .. In(
            "Representations/LogNormalChannel.cs", ["LogNormalChannelTests"],
            ("sum += X[x] * KlDivergence", "sum += 1.01 * X[x] * KlDivergence"),
            ("Math.Log(X[x]) + Math.Log(yGivenX[x, j])", "1.01 * Math.Log(X[x]) + Math.Log(yGivenX[x, j])")),
        .. In(
            "Representations/LogNormalMixture.cs", ["LogNormalMixtureTests"],
            ("Weights[k] * (c.Scale * c.Scale", "Weights[k] * (1.01 * c.Scale * c.Scale")),
        .. In(
            "Representations/ChannelSampling.cs", ["ChannelSamplingTests"],
            ("channel[x, i].Scale * noise", "1.01 * channel[x, i].Scale * noise")),
        .. In(
            "Representations/RectifiedChannel.cs", ["RectifiedChannelTests"],
            ("value += pattern.Probability * part.Value", "value += 1.01 * pattern.Probability * part.Value")),
        .. In(
            "Representations/TwoLayerChannel.cs", ["ExampleSystemTests"],
            ("Math.Exp(-0.5 * t * t)", "Math.Exp(-0.505 * t * t)")),
        .. In(
            "Representations/NoisyLogisticUnit.cs", ["ExampleSystemTests"],
            ("beta * KlFormulas", "1.01 * beta * KlFormulas")),
        .. In(
            "Representations/ReluSoftmax.cs", ["ExampleSystemTests"],
            (".PointwiseMaximum(0)]", ".PointwiseMaximum(0) * 1.01]")),
        .. In(
            "Correlation/Correlations.cs", ["TotalCorrelationTests"],
            ("0.5 * factor.MinusLogDeterminant", "0.505 * factor.MinusLogDeterminant")),
        .. In(
            "Correlation/StreamingCovariance.cs", ["CovarianceTests"],
            ("/ (_absorbed - 1)", "/ (_absorbed - 1.0) * 1.01"),
            ("Math.Sqrt(_absorbed / total * count)", "1.01 * Math.Sqrt(_absorbed / total * count)")),
        .. In(
            "Correlation/Shrinkage.cs", ["TotalCorrelationTests", "CovarianceTests"],
            ("off += 2 * r * r", "off += 2.02 * r * r")),
        .. In(
            "Correlation/TotalCorrelation.cs", ["TotalCorrelationTests"],
            ("new(0.5 * sum)", "new(0.505 * sum)"),
            ("2 * Math.Max(pairs, 0)", "2.02 * Math.Max(pairs, 0)"),
            ("var reach = -NormalFunctions", "var reach = -1.01 * NormalFunctions"),
            ("r[i] *= 1 - shrinkage.Intensity", "r[i] *= 1 - 1.01 * shrinkage.Intensity")),
        .. In(
            "Estimation/KsgMutualInformation.cs", ["KsgTests"],
            ("_digamma[Count] - sum / Count", "_digamma[Count] - 1.01 * sum / Count"),
            ("var deviation = Math.Sqrt", "var deviation = 1.01 * Math.Sqrt")),
        .. In(
            "Estimation/PairwiseBounds.cs", ["PairwiseBoundsTests"],
            ("0.25 * reach * reach", "0.2525 * reach * reach")),
        .. In(
            "Estimation/AggregateDecomposition.cs", ["AggregateDecompositionTests"],
            ("log - missed * (others - 1) * mean", "log - 1.01 * missed * (others - 1) * mean"),
            ("-Math.Log(dataSetSize)", "-1.01 * Math.Log(dataSetSize)")),
        .. In(
            "Estimation/PriorMismatch.cs", ["PriorMismatchTests"],
            ("var reach = StudentQuantile", "var reach = 1.01 * StudentQuantile"),
            ("- SpecialFunctions.DiGamma(Neighbour) + sum / n", "- 1.01 * SpecialFunctions.DiGamma(Neighbour) + sum / n")),
        .. In(
            "Estimation/GaussianEncoder.cs", ["AggregateDecompositionTests"],
            ("-0.5 * standardised * standardised", "-0.505 * standardised * standardised")),
        .. In(
            "Estimation/GaussianEncoder.cs", ["PairwiseBoundsTests", "AggregateDecompositionTests"],
            ("new(_logScales.Sum() / Points", "new(1.01 * _logScales.Sum() / Points")),
        .. In(
            "Factorial/FactorialPoint.cs", ["FactorialBottleneckTests"],
            ("weight * amount", "1.01 * weight * amount")),
        .. In(
            "Estimation/CountEntropy.cs", ["InformationGapTests", "NeighbourEstimatorTests"],
            ("cells / (2.0 * samples)", "cells / (2.02 * samples)")),
        .. In(
            "Estimation/SymbolSequence.cs", ["InformationGapTests"],
            ("(values[i] / 2 - low / 2) / width * bins", "1.01 * (values[i] / 2 - low / 2) / width * bins")),
        .. In(
            "Disentanglement/MutualInformationGap.cs", ["InformationGapTests"],
            ("(first - second) /", "1.01 * (first - second) /")),
        .. In(
            "Disentanglement/MutualInformationGapNull.cs", ["InformationGapTests"],
            ("Math.Sqrt(nulls.Sum", "1.01 * Math.Sqrt(nulls.Sum")),
        .. In(
            "Disentanglement/ImportanceScores.cs", ["ImportanceTests"],
            ("1 - FiniteInformation.Entropy", "1 - 1.01 * FiniteInformation.Entropy")),
        .. In(
            "Disentanglement/LinearDci.cs", ["ImportanceTests"],
            ("1 - error / plain", "1 - 1.01 * error / plain")),
        .. In(
            "Disentanglement/Lasso.cs", ["ImportanceTests"],
            ("Math.Abs(pull) - penalty", "Math.Abs(pull) - 1.01 * penalty")),
        .. In(
            "Disentanglement/ActiveUnits.cs", ["ActiveUnitTests"],
            ("SampleColumns.Centre(column) * n", "1.01 * SampleColumns.Centre(column) * n")),
        .. In(
            "Estimation/LabelInformation.cs", ["LabelInformationTests"],
            ("var reach = -NormalFunctions", "var reach = -1.01 * NormalFunctions"),
            ("gains[i] = logs[y[i]] - Math.Log", "gains[i] = logs[y[i]] - 1.01 * Math.Log")),
        .. In(
            "Bottleneck/BottleneckPoint.cs", ["FiniteTests", "BottleneckTests"],
            ("ConditionalEntropyY + beta.Paper * InformationX", "ConditionalEntropyY + 1.01 * beta.Paper * InformationX")),
        .. In(
            "Bottleneck/Beta.cs", ["BetaTests"],
            ("Tishby => 1 / Paper", "Tishby => 1.01 / Paper")),
        .. In(
            "Bottleneck/AnalyticBottleneck.cs", ["AnalyticBottleneckTests", "BottleneckFamilyTests"],
            ("Math.Max(0.5 * ((1 + u)", "Math.Max(0.505 * ((1 + u)"),
            ("- input / r * BinaryEntropy", "- 1.01 * input / r * BinaryEntropy")),
        .. In(
            "Bottleneck/GaussianBottleneck.cs", ["GaussianBottleneckTests"],
            ("0.5 * Accurate.Log1p(power);", "0.505 * Accurate.Log1p(power);"),
            ("Math.Sqrt(power / beta.Paper)", "1.01 * Math.Sqrt(power / beta.Paper)")),
        .. In(
            "Bottleneck/BottleneckCurve.cs", ["AnalyticBottleneckTests"],
            ("new(Solutions.Min(", "new(0.99 * Solutions.Min(")),
        .. In(
            "Bottleneck/AgglomerativeBottleneck.cs", ["BottleneckFamilyTests"],
            ("new Nats(costs[first, second])", "new Nats(1.01 * costs[first, second])")),
        .. In(
            "Bottleneck/RateDistortion.cs", ["RateDistortionTests"],
            ("dual - slope * (mean", "dual + 0.01 - slope * (mean"),
            ("value - Math.Log(growth.Max())", "value - 0.99 * Math.Log(growth.Max())"),
            ("- point.Slope * (mean", "- 0.99 * point.Slope * (mean")),
        .. In(
            "Bottleneck/Certificate/ContractionProof.cs", ["ContractionTests", "ThresholdTests"],
            ("return _excess.Beta + Math.Max(deficit, 0) / below", "return 0.99 * (_excess.Beta + Math.Max(deficit, 0) / below)"),
            ("return largest * (1 + 1e-12);\n\n        // On", "return 0.99 * largest;\n\n        // On"),
            ("return largest * (1 + 1e-12);\n    }\n\n    private double Excess",
                "return 0.99 * largest;\n    }\n\n    private double Excess")),
        .. In(
            "Bottleneck/Certificate/ContractionRatio.cs", ["ContractionTests", "ThresholdTests"],
            ("Math.Min(FiniteInformation.Kl(_output", "Math.Min(0.99 * FiniteInformation.Kl(_output"),
            ("Math.Min(largest * (1 + 1e-12), 1)", "Math.Min(0.99 * largest, 1)")),
        .. In(
            "Bottleneck/Thresholds.cs", ["ThresholdTests"],
            ("Math.Min(svd.S[0] * svd.S[0], 1)", "Math.Min(0.99 * svd.S[0] * svd.S[0], 1)")),
        .. In(
            "Bottleneck/SquaredLagrangian.cs", ["SquaredLagrangianTests"],
            (": beta * information * information", ": 1.01 * beta * information * information")),
    ];

    private static IEnumerable<Fault> In(string file, ImmutableArray<string> tests, params (string Text, string Change)[] faults) =>
        faults.Select(fault => new Fault(file, fault.Text, fault.Change, tests));
}

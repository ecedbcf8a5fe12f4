namespace IDropTheory.Verification;

/// <summary>Entropies and informations of finite systems against their textbook sums.</summary>
internal static class FiniteChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("finite.entropy", "Entropy of a finite distribution: H(x) = -sum p log p", settings =>
            Joints(settings).Select(joint => (joint.X.Entropy().Value, Textbook.Entropy(joint.X.Probabilities.ToArray())))),
        Claim.Exact("finite.mutual-information", "I(x;y) = H(x) + H(y) - H(x,y)", settings =>
            Joints(settings).Select(joint => (joint.MutualInformation().Value, Textbook.MutualInformation(Tables.Of(joint))))),
        Claim.Exact("finite.conditional-entropy", "H(y|x) = H(x,y) - H(x)", settings =>
            from joint in Joints(settings)
            let entropyX = Textbook.Entropy(joint.X.Probabilities.ToArray())
            select (joint.ConditionalEntropy().Value, Textbook.Entropy(Tables.Of(joint).Cast<double>()) - entropyX)),
        Claim.Exact("bottleneck.point", "I(x;t), I(t;y), H(t), H(y|t) of an encoder are those of p(x,t) and p(t,y)", settings =>
            from s in Systems(settings)
            from sides in new[]
            {
                (s.Point.InformationX.Value, s.InformationX),
                (s.Point.InformationY.Value, s.InformationY),
                (s.Point.EntropyT.Value, s.EntropyT),
                (s.Point.ConditionalEntropyY.Value, s.ConditionalEntropyY),
            }
            select sides),
        Claim.Exact(
            "bottleneck.objective", "H(y|t) + beta I(x;t), I(x;t) - I(t;y) / beta, and H(y|t) + beta (H(t) - alpha H(t|x))", settings =>
            from s in Systems(settings)
            from b in new[] { 0.1, 0.7 }
            let beta = Beta.FromPaper(b)
            from sides in new[]
            {
                (s.Point.Objective(beta).Value, s.ConditionalEntropyY + b * s.InformationX),
                (s.Point.TishbyObjective(beta).Value, s.InformationX - s.InformationY / b),
                (GeneralisedBottleneck.Objective(s.Point, beta, 0.3).Value,
                    s.ConditionalEntropyY + b * (s.EntropyT - 0.3 * (s.EntropyT - s.InformationX))),
            }
            select sides),
    ];

    private static IEnumerable<JointDistribution> Joints(VerificationSettings settings) => settings.Joints("joint", 5, 4, 3);

    private static IEnumerable<EncodedSystem> Systems(VerificationSettings settings) =>
        from system in Joints(settings).Zip(settings.Keys("encoder", 5))
        select EncodedSystem.Of(system.First, Channel.Random(system.Second, 4, 3));

    /// <summary>An encoder of x, with what the library says of it and what the textbook's sums say.</summary>
    private sealed record EncodedSystem(
        BottleneckPoint Point, double InformationX, double InformationY, double EntropyT, double ConditionalEntropyY)
    {
        public static EncodedSystem Of(JointDistribution joint, Channel encoder)
        {
            var xt = Tables.Of(joint.CountX, encoder.Outputs, (x, t) => joint.X[x] * encoder[x, t]);
            var ty = Tables.Of(
                encoder.Outputs, joint.CountY, (t, y) => Enumerable.Range(0, joint.CountX).Sum(x => encoder[x, t] * joint[x, y]));
            var entropyT = Textbook.Entropy(
                Enumerable.Range(0, encoder.Outputs).Select(t => Enumerable.Range(0, joint.CountY).Sum(y => ty[t, y])));
            return new(
                BottleneckPoint.Of(joint, encoder), Textbook.MutualInformation(xt), Textbook.MutualInformation(ty), entropyT,
                Textbook.Entropy(ty.Cast<double>()) - entropyT);
        }
    }
}

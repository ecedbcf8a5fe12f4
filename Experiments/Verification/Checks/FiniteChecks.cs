namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Entropies and informations of finite systems against their textbook sums.</summary>
internal static class FiniteChecks
{
    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [Entropy, MutualInformation, ConditionalEntropy, Point, Objectives];

    private static Check Entropy(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        select Check.Exact(
            "finite.entropy", "Entropy of a finite distribution: H(x) = -sum p log p",
            joint.X.Entropy().Value, Textbook.Entropy(joint.X.Probabilities.ToArray())));

    private static Check MutualInformation(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        select Check.Exact(
            "finite.mutual-information", "I(x;y) = H(x) + H(y) - H(x,y)",
            joint.MutualInformation().Value, Textbook.MutualInformation(Tables.Of(joint))));

    private static Check ConditionalEntropy(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        let table = Tables.Of(joint)
        select Check.Exact(
            "finite.conditional-entropy", "H(y|x) = H(x,y) - H(x)",
            joint.ConditionalEntropy().Value, Textbook.Entropy(table.Cast<double>()) - Textbook.Entropy(joint.X.Probabilities.ToArray())));

    private static Check Point(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        let xt = Tables.Of(s.Joint.CountX, s.Encoder.Outputs, (x, t) => s.Joint.X[x] * s.Encoder[x, t])
        let ty = Joined(s.Joint, s.Encoder)
        from pair in new[]
        {
            (Computed: s.Point.InformationX.Value, Reference: Textbook.MutualInformation(xt)),
            (Computed: s.Point.InformationY.Value, Reference: Textbook.MutualInformation(ty)),
            (Computed: s.Point.EntropyT.Value, Reference: EntropyT(ty)),
            (Computed: s.Point.ConditionalEntropyY.Value, Reference: Textbook.Entropy(ty.Cast<double>()) - EntropyT(ty)),
        }
        select Check.Exact(
            "bottleneck.point", "I(x;t), I(t;y), H(t), H(y|t) of an encoder are those of p(x,t) and p(t,y)",
            pair.Computed, pair.Reference));

    private static Check Objectives(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        from beta in new[] { 0.1, 0.7 }
        let ty = Joined(s.Joint, s.Encoder)
        let xt = Tables.Of(s.Joint.CountX, s.Encoder.Outputs, (x, t) => s.Joint.X[x] * s.Encoder[x, t])
        let paper = Textbook.Entropy(ty.Cast<double>()) - EntropyT(ty) + beta * Textbook.MutualInformation(xt)
        let tishby = Textbook.MutualInformation(xt) - Textbook.MutualInformation(ty) / beta
        let alpha = 0.3
        let generalised = Textbook.Entropy(ty.Cast<double>()) - EntropyT(ty)
            + beta * (EntropyT(ty) - alpha * (EntropyT(ty) - Textbook.MutualInformation(xt)))
        from pair in new[]
        {
            (Computed: s.Point.Objective(Beta.FromPaper(beta)).Value, Reference: paper),
            (Computed: s.Point.TishbyObjective(Beta.FromPaper(beta)).Value, Reference: tishby),
            (Computed: GeneralisedBottleneck.Objective(s.Point, Beta.FromPaper(beta), alpha).Value, Reference: generalised),
        }
        select Check.Exact(
            "bottleneck.objective", "H(y|t) + beta I(x;t), I(x;t) - I(t;y) / beta, and H(y|t) + beta (H(t) - alpha H(t|x))",
            pair.Computed, pair.Reference));

    private static IEnumerable<JointDistribution> Joints(VerificationSettings settings) =>
        Enumerable.Range(0, 5).Select(i => RandomSystems.Joint(settings.Key("joint").Fold((ulong)i), 4, 3));

    private static IEnumerable<(JointDistribution Joint, Channel Encoder, BottleneckPoint Point)> Systems(VerificationSettings settings) =>
        from pair in Joints(settings).Index()
        let encoder = Channel.Random(settings.Key("encoder").Fold((ulong)pair.Index), 4, 3)
        select (pair.Item, encoder, BottleneckPoint.Of(pair.Item, encoder));

    private static double[,] Joined(JointDistribution joint, Channel encoder) => Tables.Of(
        encoder.Outputs, joint.CountY, (t, y) => Enumerable.Range(0, joint.CountX).Sum(x => encoder[x, t] * joint[x, y]));

    private static double EntropyT(double[,] ty) =>
        Textbook.Entropy(Enumerable.Range(0, ty.GetLength(0)).Select(t => Enumerable.Range(0, ty.GetLength(1)).Sum(y => ty[t, y])));
}

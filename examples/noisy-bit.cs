#:project ../Theory/Theory.csproj
// The paper's Remark: x is a noisy copy of a bit y. At beta = 0.4 a stochastic representation beats both deterministic ones, provably.
using IDropTheory;

var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
var beta = Beta.FromPaper(0.4);
var best = InformationBottleneck.Solve(joint, beta);
Console.WriteLine($"constant: {BottleneckPoint.Of(joint, Channel.Deterministic(1, 0, 0)).Objective(beta)}");
Console.WriteLine($"identity: {BottleneckPoint.Of(joint, Channel.Identity(2)).Objective(beta)}");
Console.WriteLine($"best:     {best.Objective}, at least {best.LowerBound}, certified: {best.Certified}");

#:project ../Theory/Theory.csproj
// What one unit transmits: the KL of Propositions 2 and 3, its exact derivative, and the formula that was evaluated.
using IDropTheory;

var noise = LogNormal.Noise(alpha: 0.5, NoiseConvention.MedianOne);
var prior = new LogNormal(location: 0.3, scale: 0.8);
Console.WriteLine($"KL at f(x) = 2: {KlDivergence.LogNormal(noise.Scaled(2), prior)}");

// The same definition on dual numbers gives d KL / d alpha, and on symbols prints itself.
var slope = KlFormulas.LogNormal(
    Dual.Constant(Math.Log(2)), Dual.Variable(0.5), Dual.Constant(0.3), Dual.Constant(0.8)).Derivative;
Console.WriteLine($"its derivative in alpha: {slope:R}");

Symbol Named(string name) => new Symbol.Variable(name);
Console.WriteLine($"the formula: {KlFormulas.LogNormal(Named("log f"), Named("alpha"), Named("mu"), Named("sigma"))}");

#:project ../Theory/Theory.csproj
// How dependent are the components of a representation? 1,000 rows of 20 independent columns: the plug-in estimate is far from zero,
// the corrected one is not.
using IDropTheory;

var samples = new double[1_000 * 20];
RandomKey.FromSeed(1).Fold("total-correlation").FillNormal(samples);
var estimate = TotalCorrelation.FromSamples(samples, dimensions: 20);
Console.WriteLine($"plug-in:   {estimate.PlugIn}");
Console.WriteLine($"corrected: {estimate.Corrected}, 95% interval [{estimate.Interval.Low}, {estimate.Interval.High}]");

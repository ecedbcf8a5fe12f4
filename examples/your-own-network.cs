#:project ../Models/Models.csproj
#:property UsesLibTorch=true
#:property PublishAot=false

// Information Dropout in a TorchSharp network of your own, trained and stopped and resumed.
using IDropTheory;
using IDropTheory.Models;
using IDropTheory.Models.Native;
using static TorchSharp.torch;

Console.WriteLine(TorchRuntime.Configure(threads: 1));
using var data = DataSource.Named("digits").Load(new()).Take(train: 4000, test: 1000);
using var network = SeededWeights.Create(RandomKey.FromSeed(1), () => new TwoLayers(data.Train.Shape.Size, units: 100, data.Train.Classes));
var beta = Beta.FromPaper(3).PerSample(data.Train.Count);
var objective = new ClassificationObjective(network, InformationPenalty.OfKl(beta));
var settings = new TrainingSettings(8, 50, LearningRateSchedule.Constant(0.05), new OptimiserSettings.Sgd(), RandomKey.FromSeed(2));

using var session = new TrainingSession(objective, data.Train, settings);
while (!session.IsFinished)
    if (session.Advance() is { } epoch)
        Console.WriteLine($"epoch {epoch.Epoch}: cross-entropy {epoch.CrossEntropy}, "
            + $"{epoch.KlPerLayer[0].Key} lets {epoch.KlPerLayer[0].Value} through");

var test = Evaluator.Run(objective, data.Test.InOrder(500));
Console.WriteLine($"test error {test.Error:P1}, below one half: {test.Error < 0.5}");

/// <summary>A dense layer with noise that adapts to each image, and a linear classifier.</summary>
internal sealed class TwoLayers : Classifier
{
    private readonly TorchSharp.Modules.Linear hidden, output;
    private readonly InformationDropout dropout;

    public TwoLayers(int inputs, int units, int classes)
        : base(nameof(TwoLayers))
    {
        var noise = new InformationDropoutOptions();
        hidden = nn.Linear(inputs, units);
        dropout = InformationDropout.Dense("dropout", inputs, units, new LogUniformPrior(noise.LargestAlpha), noise);
        output = nn.Linear(units, classes);
        RegisterComponents();
    }

    public override Tensor Representation(Tensor images, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var x = images.flatten(1);
        return dropout.call(x, nn.functional.relu(hidden.call(x)), pass).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor images, NoisePass pass) => output.call(Representation(images, pass));
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>Something that is computed from a trained network beyond the result of its run, as a value: equal measurements give equal
/// numbers.</summary>
/// <remarks>Its outcome is a file of the run's folder, so that a figure reads it and never computes it again.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "measurement")]
[JsonDerivedType(typeof(ActivationHistogram), ActivationHistogram.Word)]
[JsonDerivedType(typeof(CodeDecomposition), CodeDecomposition.Word)]
[JsonDerivedType(typeof(KlMaps), KlMaps.Word)]
[JsonDerivedType(typeof(NuisanceProbeError), NuisanceProbeError.Word)]
[JsonDerivedType(typeof(RepresentationCorrelation), RepresentationCorrelation.Word)]
[JsonDerivedType(typeof(SampleImages), SampleImages.Word)]
[JsonDerivedType(typeof(ExactInformation), ExactInformation.Word)]
[JsonDerivedType(typeof(FirstLayerBounds), FirstLayerBounds.Word)]
public abstract record Measurement
{
    /// <summary>The name of its kind, as in the name of its file.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The name of its file, which changes with anything that decides the outcome.</summary>
    [JsonIgnore]
    public string FileName => $"{Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RunJson.Line(this))))[..8]}.json";

    /// <summary>Takes it, as text for its file.</summary>
    /// <param name="run">The network and its images.</param>
    /// <param name="cancellation">Stops it; nothing is kept.</param>
    internal abstract string TakeText(TrainedRun run, CancellationToken cancellation);
}

/// <summary>A measurement with an outcome of a type.</summary>
/// <typeparam name="T">The outcome, written as JSON.</typeparam>
public abstract record Measurement<T> : Measurement
    where T : class
{
    /// <summary>Takes it.</summary>
    internal abstract T Take(TrainedRun run, CancellationToken cancellation);

    internal sealed override string TakeText(TrainedRun run, CancellationToken cancellation) => RunJson.Text(Take(run, cancellation));
}

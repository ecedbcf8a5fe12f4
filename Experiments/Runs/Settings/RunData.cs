using IDropTheory.Experiments.Images;

namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>The images of a run, split and preprocessed as its settings say. Dispose of it.</summary>
internal sealed class RunData : IDisposable
{
    private RunData(DataSet set, Normalisation normalisation) => (Set, Normalisation) = (set, normalisation);

    /// <summary>Training, validation and test images.</summary>
    public DataSet Set { get; }

    /// <summary>How batches are presented.</summary>
    public Normalisation Normalisation { get; }

    /// <summary>Loads the images.</summary>
    /// <param name="settings">Which images, and how they are split and preprocessed.</param>
    /// <param name="options">Where they are read from.</param>
    /// <param name="cache">Where other runs of this process look for them too.</param>
    /// <exception cref="UserError">The settings ask for more images than there are.</exception>
    /// <exception cref="DataException">Files are missing or damaged.</exception>
    public static RunData Load(RunSettings settings, DataOptions options, DataCache cache)
    {
        var all = cache.Load(settings.Dataset, options);
        CheckCounts(settings, all);
        // A split of its own key: methods and seeds that are compared train on the same images.
        using var split = settings.Validation > 0 ? all.HoldOut(settings.Validation, RandomKey.FromSeed(0).Fold("validation"))
            : Shared(all);
        using var part = split.Take(settings.TrainImages ?? split.Train.Count, settings.TestImages ?? int.MaxValue);
        if (settings.Preprocessing != Preprocessing.Whiten)
            return new(Shared(part), settings.Preprocessing == Preprocessing.Standardise ? Normalisation.FitTo(part.Train)
                : Normalisation.None);
        using var whitening = WhiteningCache.Fit(part.Train, options);
        return new(part.Map(whitening.Apply), Normalisation.None);
    }

    public void Dispose() => Set.Dispose();

    private static DataSet Shared(DataSet set) => set.Take(int.MaxValue, int.MaxValue);

    private static void CheckCounts(RunSettings settings, DataSet all)
    {
        if (settings.Validation >= all.Train.Count)
            throw new UserError($"--validation is {settings.Validation}; allowed: 0 to {all.Train.Count - 1}, fewer than the "
                + $"{all.Train.Count} training images.");
        var left = all.Train.Count - settings.Validation;
        if (settings.TrainImages > left)
            throw new UserError($"--train-images is {settings.TrainImages}; allowed: 1 to {left}, what the held-out images leave.");
        if (settings.TestImages > all.Test.Count)
            throw new UserError($"--test-images is {settings.TestImages}; allowed: 1 to {all.Test.Count}.");
    }
}

/// <summary>The data set that runs of one process share, one after another: it is read or generated once, and kept until another one is
/// asked for. Dispose of it.</summary>
public sealed class DataCache : IDisposable
{
    private (string Name, DataOptions Options, DataSet Set)? _last;

    /// <summary>The data set of a name; it belongs to the cache.</summary>
    public DataSet Load(string name, DataOptions options)
    {
        if (_last is { } last && last.Name == name && last.Options == options) return last.Set;
        Dispose();
        var set = OwnImages.SourceOf(name).Load(options);
        _last = (name, options, set);
        return set;
    }

    public void Dispose()
    {
        _last?.Set.Dispose();
        _last = null;
    }
}

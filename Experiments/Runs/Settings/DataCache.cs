namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>Data sets that several runs of one process share: each is read or generated once. Dispose of it.</summary>
public sealed class DataCache : IDisposable
{
    private readonly Dictionary<(string Name, DataOptions Options), DataSet> _sets = [];

    /// <summary>The data set of a name; it belongs to the cache.</summary>
    public DataSet Load(string name, DataOptions options)
    {
        if (!_sets.TryGetValue((name, options), out var set))
            _sets[(name, options)] = set = DataSource.Named(name).Load(options);
        return set;
    }

    public void Dispose()
    {
        foreach (var set in _sets.Values)
            set.Dispose();
        _sets.Clear();
    }
}

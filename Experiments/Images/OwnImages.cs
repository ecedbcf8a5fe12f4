namespace IDropTheory.Experiments.Images;

/// <summary>A user's own images as a data set: class folders of pictures, or arrays.</summary>
internal sealed class OwnImages : DataSource
{
    private readonly Func<Provenance, (RawImages Train, RawImages Test)> _read;
    private readonly Lazy<int> _channels;

    private OwnImages(string path, Lazy<int> channels, Func<Provenance, (RawImages Train, RawImages Test)> read)
        : base(path, $"own images: {path}", [], []) => (_channels, _read) = (channels, read);

    /// <inheritdoc/>
    public override int Channels => _channels.Value;

    /// <summary>The data set with a name, or the images of a path.</summary>
    /// <exception cref="UserError">There is no such data set, and the path has no images.</exception>
    public static DataSource SourceOf(string nameOrPath)
    {
        if (DataSource.All.FirstOrDefault(source => source.Name == nameOrPath) is { } known) return known;
        var path = Path.GetFullPath(nameOrPath);
        if (ImageArrays.Find(path) is { } arrays) return new OwnImages(path, new(() => arrays.Channels), arrays.Read);
        if (Directory.Exists(path))
        {
            var folders = new ImageFolders(path);
            return new OwnImages(path, new(() => folders.Channels), folders.Read);
        }
        if (File.Exists(path))
            throw new UserError($"--dataset is {path}, which is no .npz or .safetensors file; allowed: such a file, a folder of images, "
                + "or a data set by name.");
        throw new UserError($"There is no data set {Quoted.Text(nameOrPath)} and no folder or file of this name; known data sets: "
            + $"{string.Join(", ", DataSource.All.Select(source => source.Name))}.");
    }

    /// <inheritdoc/>
    protected override DataSet Read(DataOptions options)
    {
        var (train, test) = _read(Provenance.Generated(Title));
        if (train.Shape != test.Shape)
            throw new UserError($"{Name}: training images are {train.Shape} and test images {test.Shape}; they must be equal.");
        var classes = (int)train.Labels.Max() + 1;
        if (classes < 2) throw new UserError($"{Name} has one class; at least 2 are needed.");
        if (test.Labels.Max() >= classes)
            throw new UserError($"{Name}: a test label is {test.Labels.Max()}, and the training labels end at {classes - 1}; every "
                + "class needs training images.");
        return new(train.ToSet(Name, Split.Train, classes), null, test.ToSet(Name, Split.Test, classes));
    }
}

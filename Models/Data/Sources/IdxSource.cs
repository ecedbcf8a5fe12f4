using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Data sets in MNIST's four idx files.</summary>
/// <param name="name">The name, and the folder of the files.</param>
/// <param name="title">A description in one line.</param>
/// <param name="files">Training images, training labels, test images, test labels.</param>
/// <param name="torchvision">The folder of torchvision.</param>
/// <param name="mirrors">Where the files are published.</param>
internal sealed class IdxSource(
    string name, string title, ImmutableArray<PublishedFile> files, string torchvision, ImmutableArray<string> mirrors)
    : DataSource(name, title, [new(name, files) { OtherFolders = [torchvision + "/raw", "raw"] }], mirrors)
{
    /// <summary>MNIST (LeCun, Cortes, Burges).</summary>
    public static IdxSource Mnist { get; } = new(
        "mnist", "MNIST: handwritten digits, 28x28 grey, 60,000 / 10,000",
        [
            new("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        "MNIST",
        ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"]);

    /// <summary>Fashion-MNIST (Xiao, Rasul, Vollgraf 2017).</summary>
    public static IdxSource FashionMnist { get; } = new(
        "fashion-mnist", "Fashion-MNIST: articles of clothing, 28x28 grey, 60,000 / 10,000",
        [
            new("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        "FashionMNIST",
        [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ]);

    protected override DataSet Read(DataOptions options)
    {
        var directory = options.ResolveDirectory();
        var layout = FindLayout(directory);
        return new(
            Read(Split.Train, layout.Files[0], layout.Files[1]), null,
            Read(Split.Test, layout.Files[2], layout.Files[3]));

        ImageSet Read(Split split, PublishedFile images, PublishedFile labels)
        {
            var (imagePath, labelPath) = (layout.Find(directory, images)!, layout.Find(directory, labels)!);
            var (pixels, classes) = (IdxFile.Read(imagePath, 3), IdxFile.Read(labelPath, 1));
            var (count, most) = (pixels.Dimensions[0], classes.Data.Span.IndexOfAnyExceptInRange((byte)0, (byte)9));
            if (classes.Dimensions[0] != count)
                throw new DataException($"{labelPath} has {classes.Dimensions[0]} labels; "
                    + $"expected: {count}, one per image of {imagePath}.");
            if (most >= 0)
                throw new DataException($"{labelPath}: label {most} is {classes.Data.Span[most]}; expected: 0 to 9.");
            ImmutableArray<FileRecord> records = [Record(imagePath, images, pixels), Record(labelPath, labels, classes)];
            return new(
                Name, split,
                tensor(pixels.Data.ToArray(), [count, 1, pixels.Dimensions[1], pixels.Dimensions[2]]),
                tensor(Array.ConvertAll(classes.Data.ToArray(), label => (long)label)),
                10, new(Name, records, Remarks(records)));
        }

        // A file that was packed anew still verifies, by what it holds.
        FileRecord Record(string path, PublishedFile file, IdxFile read) =>
            Verify(path, file, file.IsPublished(read.Sha256) ? read.Sha256 : read.ContentSha256, options);
    }
}

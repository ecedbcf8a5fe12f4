using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A finite joint distribution p(x, y) as a data set: each image is one symbol of x, one-hot, its label a symbol of y.</summary>
/// <remarks>Training and test images are the same samples, in the exact proportions of the joint: a network is trained on the joint
/// itself, and there is no generalisation error.</remarks>
public sealed class JointSource : DataSource
{
    /// <summary>Number of samples of every joint here.</summary>
    public const int Samples = 2000;

    /// <summary>The name of all joints together, for figures.</summary>
    public const string AllOfThem = "joints";

    private readonly string _label;

    private JointSource(string name, string label, JointCounts counts)
        : base(name, $"{label}, {counts.Samples} samples in exact proportion; no download", [], []) =>
        (_label, Counts) = (label, counts);

    /// <summary>A uniform bit seen through a binary symmetric channel of crossover 0.1 (the paper's remark on the noisy bit).</summary>
    public static JointSource NoisyBit { get; } = new(
        "joint-bsc", "A bit and its copy, wrong with probability 0.1", new(new[,] { { 900, 100 }, { 100, 900 } }));

    /// <summary>y = 0 if x = 0; y = 1 with probability 0.5 if x = 1.</summary>
    public static JointSource ZChannel { get; } = new(
        "joint-z", "A bit of which a one is lost with probability 0.5 (Z-channel)", new(new[,] { { 1000, 0 }, { 500, 500 } }));

    /// <summary>x is the bit y or, with probability 0.3, an erasure.</summary>
    public static JointSource Erasure { get; } = new(
        "joint-erasure", "A bit that x shows, or hides with probability 0.3", new(new[,] { { 700, 0 }, { 0, 700 }, { 300, 300 } }));

    /// <summary>y is the parity of one of four equally likely symbols.</summary>
    public static JointSource Deterministic { get; } = new(
        "joint-deterministic", "Four symbols and their parity", new(new[,] { { 500, 0 }, { 0, 500 }, { 500, 0 }, { 0, 500 } }));

    /// <summary>Four symbols and three labels, the twelve probabilities drawn uniformly from the simplex and rounded to counts.</summary>
    public static JointSource Random { get; } = new(
        "joint-random", "Four symbols and three labels, probabilities drawn at random",
        JointCounts.Nearest(JointDistribution.Random(RandomKey.FromSeed(0).Fold("joint-random"), 4, 3), Samples));

    /// <summary>All known joints.</summary>
    public new static ImmutableArray<JointSource> All => [NoisyBit, ZChannel, Random, Erasure, Deterministic];

    /// <summary>How often each pair occurs.</summary>
    public JointCounts Counts { get; }

    /// <summary>The joint with a name.</summary>
    /// <exception cref="DataException">It does not exist.</exception>
    public new static JointSource Named(string name) =>
        All.FirstOrDefault(source => source.Name == name)
        ?? throw new DataException($"{name} is not a joint distribution; known: {string.Join(", ", All.Select(source => source.Name))}.");

    /// <inheritdoc/>
    protected override DataSet Read(DataOptions options) => new(Images(Split.Train), null, Images(Split.Test));

    /// <summary>One image of every symbol of x, in order: float32 [|X|, 1, 1, |X|].</summary>
    public Tensor Symbols()
    {
        TorchRuntime.Prepare();
        using var scope = NewDisposeScope();
        return eye(Counts.Joint.CountX, dtype: float32).reshape(-1, 1, 1, Counts.Joint.CountX).MoveToOuterDisposeScope();
    }

    private ImageSet Images(Split split)
    {
        var (x, y) = (new List<long>(), new List<long>());
        for (var i = 0; i < Counts.Joint.CountX; i++)
            for (var j = 0; j < Counts.Joint.CountY; j++)
            {
                x.AddRange(Enumerable.Repeat((long)i, Counts[i, j]));
                y.AddRange(Enumerable.Repeat((long)j, Counts[i, j]));
            }
        using var symbols = Symbols();
        using var index = tensor(x);
        return new(Name, split, symbols.index_select(0, index), tensor(y), Counts.Joint.CountY, Provenance.Generated(_label));
    }
}

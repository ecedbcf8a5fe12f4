namespace IDropTheory.Experiments.Input;

/// <summary>How much of a file is read into memory; a larger one is refused before it can hurt.</summary>
/// <param name="Bytes">Largest size of the file.</param>
/// <param name="Entries">Largest number of values in it.</param>
public sealed record InputLimit(long Bytes, int Entries)
{
    /// <summary>A table of probabilities or distortions: 64 MiB, 2^22 values (2048 by 2048).</summary>
    public static InputLimit Table { get; } = new(64L << 20, 1 << 22);

    /// <summary>A covariance matrix: 512 MiB, 2^24 values (4096 by 4096).</summary>
    public static InputLimit Covariance { get; } = new(512L << 20, 1 << 24);

    /// <summary>Samples that must be in memory at once: 1 GiB, 2^24 values.</summary>
    public static InputLimit Samples { get; } = new(1L << 30, 1 << 24);

    /// <summary>Rows that are streamed: any size.</summary>
    public static InputLimit Streamed { get; } = new(long.MaxValue, int.MaxValue);
}

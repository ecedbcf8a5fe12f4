namespace IDropTheory;

/// <summary>One level of an agglomeration.</summary>
/// <param name="Size">Number of clusters.</param>
/// <param name="Merged">The two clusters that were merged last, each named by its smallest symbol x; null for the first step.</param>
/// <param name="Loss">By how much this merge lowered I(t;y).</param>
/// <param name="Point">The clustering as an encoder, with its information quantities.</param>
public sealed record AgglomerativeStep(int Size, (int First, int Second)? Merged, Nats Loss, BottleneckPoint Point);

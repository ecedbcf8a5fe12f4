namespace IDropTheory;

/// <summary>One level of an agglomeration.</summary>
/// <param name="Size">Number of clusters.</param>
/// <param name="Merged">The clusters merged to get here, each named by its smallest symbol x; null at the start.</param>
/// <param name="Loss">By how much this merge lowered I(t;y).</param>
/// <param name="Point">The clustering as an encoder and what it achieves.</param>
public sealed record AgglomerativeStep(int Size, (int First, int Second)? Merged, Nats Loss, BottleneckPoint Point);

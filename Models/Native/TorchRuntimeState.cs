namespace IDropTheory.Models;

/// <summary>What <see cref="TorchRuntime"/> set.</summary>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="FlushesDenormals">Whether denormal numbers are flushed to zero.</param>
/// <param name="KeepsMemory">Whether the C library's allocator keeps memory between steps.</param>
public sealed record TorchRuntimeState(int Threads, bool FlushesDenormals, bool KeepsMemory);

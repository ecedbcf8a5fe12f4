using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>libtorch's memory for tensors, taken from <see cref="BlockCache"/> where they are large.</summary>
/// <remarks>
/// The GNU C library hardly reuses aligned blocks, so that its heap grows to several times what tensors need; and memory that goes back
/// to the system must be cleared before its next use. libtorch accepts another allocator, a C++ object; this one is a copy of the default
/// object's function table with two functions replaced. Before that, the default allocator is asked for a block, and the answer is
/// compared with the layout that is assumed here; if anything differs, or the version is not the packaged one, libtorch is left
/// unchanged. No exception may leave the replaced functions, so that the program ends if there is no memory for a tensor.
/// </remarks>
internal static unsafe class TensorAllocator
{
    private const int AllocateSlot = 2;
    private const int RawDeleterSlot = 4;
    private const int Slots = 6;
    private const nuint Header = 64;
    private const nuint Large = 64 << 10;
    private const int Small = -1;

    // For tests: no result may depend on what new memory contains.
    private static readonly bool IsFilled = Environment.GetEnvironmentVariable("IDROP_FILL_MEMORY") == "1";

    /// <summary>Makes this libtorch's allocator. Existing tensors keep their memory.</summary>
    /// <returns>False if this libtorch has another layout than expected here.</returns>
    public static bool Install(LibTorch library)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64
            || library.Version != LibTorch.WantedVersion)
            return false;
        try
        {
            var original = (nint**)GetCPUAllocator();
            if (!IsAsExpected(original)) return false;
            var table = (nint*)NativeMemory.Alloc(Slots, (nuint)sizeof(nint));
            new ReadOnlySpan<nint>(*original, Slots).CopyTo(new(table, Slots));
            table[AllocateSlot] = (nint)(delegate* unmanaged<DataPointer*, void*, nuint, DataPointer*>)&Allocate;
            table[RawDeleterSlot] = (nint)(delegate* unmanaged<void*, nint>)&RawDeleter;
            var allocator = (nint**)NativeMemory.Alloc(1, (nuint)sizeof(nint));
            *allocator = table;
            SetCPUAllocator(allocator, 1);
            return GetCPUAllocator() == allocator;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static bool IsAsExpected(nint** allocator)
    {
        var deleter = ((delegate* unmanaged<void*, nint>)(*allocator)[RawDeleterSlot])(allocator);
        var block = new DataPointer { Data = 1, Deleter = 1, Context = 1, Device = 1 };
        var returned = ((delegate* unmanaged<DataPointer*, void*, nuint, DataPointer*>)(*allocator)[AllocateSlot])(&block, allocator, 64);
        var expected = returned == &block && block.Data != 0 && block.Data == block.Context && block.Deleter == deleter
            && (ushort)block.Device == DataPointer.Processor;
        if (expected) ((delegate* unmanaged<nint, void>)deleter)(block.Context);
        return expected;
    }

    [UnmanagedCallersOnly]
    private static DataPointer* Allocate(DataPointer* result, void* allocator, nuint size)
    {
        var data = size == 0 ? 0 : (nint)Take(size);
        var deleter = (nint)(delegate* unmanaged<byte*, void>)&Free;
        *result = new() { Data = data, Deleter = deleter, Context = data, Device = DataPointer.Processor };
        return result;
    }

    [UnmanagedCallersOnly]
    private static nint RawDeleter(void* allocator) => (nint)(delegate* unmanaged<byte*, void>)&Free;

    private static byte* Take(nuint size)
    {
        var kind = Small;
        var block = size < Large
            ? (byte*)NativeMemory.Alloc(size + 2 * Header)
            : (byte*)BlockCache.Lend(size + Header, out kind);
        if (block == null)
            Environment.FailFast($"There is no memory for a tensor of {size} bytes.");
        var data = (byte*)(((nuint)block + 2 * Header - 1) & ~(Header - 1));
        *(Origin*)(data - Header) = new(block, kind);
        if (IsFilled) new Span<byte>(data, checked((int)size)).Fill(0xFF);
        return data;
    }

    [UnmanagedCallersOnly]
    private static void Free(byte* data)
    {
        if (data == null) return;
        var origin = *(Origin*)(data - Header);
        if (origin.Kind == Small)
            NativeMemory.Free(origin.Block);
        else
            BlockCache.Return(origin.Block, origin.Kind);
    }

    [DllImport("c10", EntryPoint = "_ZN3c1015GetCPUAllocatorEv")]
    private static extern void* GetCPUAllocator();

    [DllImport("c10", EntryPoint = "_ZN3c1015SetCPUAllocatorEPNS_9AllocatorEh")]
    private static extern void SetCPUAllocator(void* allocator, byte priority);

    private readonly struct Origin(byte* block, int kind)
    {
        public readonly byte* Block = block;
        public readonly int Kind = kind;
    }

    // c10::DataPtr: a pointer, a std::unique_ptr with a function as deleter, and a device of two bytes.
    private struct DataPointer
    {
        public const ushort Processor = 0xff00;
        public nint Data;
        public nint Deleter;
        public nint Context;
        public nint Device;
    }
}

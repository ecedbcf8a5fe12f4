using System.Runtime.InteropServices;
using System.Text;

namespace IDropTheory.Models.Native;

/// <summary>The symbols that an ELF shared library imports and exports: its dynamic symbol table.</summary>
/// <param name="needed">Symbols that the library imports, without those that have a symbol version: symbols of the system's C and C++
/// libraries have versions, those of libtorch do not.</param>
/// <param name="defined">Symbols that the library exports.</param>
/// <remarks>The layout is the ELF gABI's for 64-bit little-endian files.</remarks>
internal sealed class ElfSymbols(IReadOnlySet<string> needed, IReadOnlySet<string> defined)
{
    private const uint SectionDynamicSymbols = 11;
    private const uint SectionSymbolVersions = 0x6fffffff;

    // Versions 0 and 1 of .gnu.version are the unversioned local and global symbols.
    private const ushort FirstVersion = 2;

    public IReadOnlySet<string> Needed => needed;

    public IReadOnlySet<string> Defined => defined;

    private enum Binding
    {
        Local = 0,
        Weak = 2,
    }

    /// <summary>Reads the symbols of a library.</summary>
    /// <exception cref="InvalidDataException">The file is not a 64-bit little-endian ELF library with dynamic symbols.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ElfSymbols Of(string path)
    {
        using var file = File.OpenHandle(path);
        var sections = Sections(file, path);
        var table = sections.FirstOrDefault(section => section.Type == SectionDynamicSymbols);
        if (table.Size == 0 || table.Link >= sections.Length) throw Unreadable(path);
        var symbols = MemoryMarshal.Cast<byte, Symbol>(Read(file, path, table.Offset, table.Size));
        var names = Read(file, path, sections[table.Link].Offset, sections[table.Link].Size);
        var versionTable = sections.FirstOrDefault(section => section.Type == SectionSymbolVersions);
        var versions = MemoryMarshal.Cast<byte, ushort>(Read(file, path, versionTable.Offset, versionTable.Size));

        var (needed, defined) = (new HashSet<string>(), new HashSet<string>());
        for (var i = 0; i < symbols.Length; i++)
        {
            var binding = (Binding)(symbols[i].Info >> 4);
            if (binding == Binding.Local || symbols[i].Name >= names.Length) continue;
            if (symbols[i].Section != 0)
                defined.Add(Text(names, symbols[i].Name));
            else if (binding != Binding.Weak && (i >= versions.Length || versions[i] < FirstVersion))
                needed.Add(Text(names, symbols[i].Name));
        }
        return new(needed, defined);
    }

    private static Section[] Sections(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path)
    {
        var header = MemoryMarshal.Read<Header>(Read(file, path, 0, (ulong)Marshal.SizeOf<Header>()));
        if (!BitConverter.IsLittleEndian || header.Magic != Header.Elf64LittleEndian || header.SectionSize != Marshal.SizeOf<Section>())
            throw Unreadable(path);
        var table = Read(file, path, header.Sections, (ulong)header.SectionSize * header.SectionCount);
        return MemoryMarshal.Cast<byte, Section>(table).ToArray();
    }

    private static byte[] Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path, ulong offset, ulong size)
    {
        var length = (ulong)RandomAccess.GetLength(file);
        if (offset > length || size > length - offset || size > int.MaxValue) throw Unreadable(path);
        var bytes = new byte[size];
        for (int at = 0, read; at < bytes.Length; at += read)
        {
            read = RandomAccess.Read(file, bytes.AsSpan(at), (long)offset + at);
            if (read == 0) throw Unreadable(path);
        }
        return bytes;
    }

    private static string Text(ReadOnlySpan<byte> names, uint at)
    {
        var rest = names[(int)at..];
        var end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }

    private static InvalidDataException Unreadable(string path) => new($"{path} is not a 64-bit ELF library with dynamic symbols");

    /// <summary>Elf64_Ehdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private readonly struct Header
    {
        /// <summary>0x7f E L F, 64 bits, little-endian.</summary>
        public const ulong Elf64LittleEndian = 0x01_02_46_4c_45_7f;

        [FieldOffset(0)]
        private readonly ulong _identification;

        [FieldOffset(40)]
        public readonly ulong Sections;

        [FieldOffset(58)]
        public readonly ushort SectionSize;

        [FieldOffset(60)]
        public readonly ushort SectionCount;

        public ulong Magic => _identification & 0xffff_ffff_ffff;
    }

    /// <summary>Elf64_Shdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private readonly struct Section
    {
        [FieldOffset(4)]
        public readonly uint Type;

        [FieldOffset(24)]
        public readonly ulong Offset;

        [FieldOffset(32)]
        public readonly ulong Size;

        [FieldOffset(40)]
        public readonly uint Link;
    }

    /// <summary>Elf64_Sym.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private readonly struct Symbol
    {
        [FieldOffset(0)]
        public readonly uint Name;

        [FieldOffset(4)]
        public readonly byte Info;

        [FieldOffset(6)]
        public readonly ushort Section;
    }
}

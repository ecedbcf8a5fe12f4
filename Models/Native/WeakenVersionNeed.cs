using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Build task: marks one symbol-version requirement of an ELF shared library as weak, so that an older runtime may lack it.</summary>
/// <remarks>
/// TorchSharp's libLibTorchSharp.so is built with GCC 13 and requires GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and RHEL 9 do not have.
/// The requirement stems from one marker symbol, _ZSt21ios_base_library_initv, that nothing in the library calls, yet the dynamic linker
/// refuses the whole library for it. A version need flagged VER_FLG_WEAK is not refused. On newer systems the flag changes nothing.
/// The layout read here is the ELF gABI's: section headers, then .gnu.version_r as a chain of Verneed records (one per needed library),
/// each with a chain of Vernaux records (one per needed version).
/// </remarks>
public sealed class WeakenVersionNeed : Task
{
    private const uint SectionGnuVerneed = 0x6ffffffe;
    private const ushort FlagWeak = 2;

    /// <summary>The library to change in place (replaced whole, so that hard links elsewhere keep their content).</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The version to make weak, for instance GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Library);
        if (!Weaken(bytes, Version)) return true;

        // Keep the time stamp: an incremental copy must go on seeing this file as the one that it copied.
        var time = File.GetLastWriteTimeUtc(Library);
        var replacement = Library + ".weakened";
        File.WriteAllBytes(replacement, bytes);
        File.SetLastWriteTimeUtc(replacement, time);
        File.Delete(Library);
        File.Move(replacement, Library);
        Log.LogMessage(MessageImportance.Normal, "{0}: the need for {1} is weak now.", Library, Version);
        return true;
    }

    /// <summary>Sets the weak flag wherever the version is needed; false if nothing changed or the file is no 64-bit little-endian ELF.</summary>
    private static bool Weaken(byte[] elf, string version)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1) return false;

        var changed = false;
        var (sections, size, count) = (Offset(elf, 0x28), Half(elf, 0x3a), Half(elf, 0x3c));
        for (var i = 0; i < count; i++)
        {
            var section = sections + i * size;
            if (Word(elf, section + 4) != SectionGnuVerneed) continue;
            var need = Offset(elf, section + 24);
            var strings = Offset(elf, sections + (int)Word(elf, section + 40) * size + 24);
            for (var next = -1; next != 0; need += next)
            {
                var aux = need + (int)Word(elf, need + 8);
                for (var left = Half(elf, need + 2); left > 0; left--)
                {
                    var flags = Half(elf, aux + 4);
                    if (Text(elf, strings + (int)Word(elf, aux + 8)) == version && (flags & FlagWeak) == 0)
                    {
                        elf[aux + 4] = (byte)(flags | FlagWeak); // the flag is in the low byte
                        changed = true;
                    }
                    aux += (int)Word(elf, aux + 12);
                }
                next = (int)Word(elf, need + 12);
            }
        }
        return changed;
    }

    private static int Offset(byte[] elf, int at) => checked((int)BitConverter.ToInt64(elf, at));

    private static uint Word(byte[] elf, int at) => BitConverter.ToUInt32(elf, at);

    private static ushort Half(byte[] elf, int at) => BitConverter.ToUInt16(elf, at);

    private static string Text(byte[] elf, int at) => Encoding.ASCII.GetString(elf, at, Array.IndexOf(elf, (byte)0, at) - at);
}

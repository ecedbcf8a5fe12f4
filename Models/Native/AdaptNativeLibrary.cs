using System.Text;
#if IN_LIBRARY
namespace IDropTheory.Models.Native;
#else
using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Build task: adapts the copy of TorchSharp's native library beside a program (see <see cref="NativeAdaptation"/>).</summary>
public sealed class AdaptNativeLibrary : Task
{
    /// <summary>The library to change in place (replaced whole, so that hard links elsewhere keep their content).</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The new run path, where the library looks for others, for instance $ORIGIN/libtorch; not longer than its present
    /// one.</summary>
    [Required]
    public string RunPath { get; set; }

    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Library);
        if (!NativeAdaptation.Apply(bytes, RunPath)) return true;

        // Keep the time stamp: an incremental copy must go on seeing this file as the one that it copied.
        var time = File.GetLastWriteTimeUtc(Library);
        var replacement = Library + ".adapted";
        File.WriteAllBytes(replacement, bytes);
        File.SetLastWriteTimeUtc(replacement, time);
        File.Delete(Library);
        File.Move(replacement, Library);
        Log.LogMessage(MessageImportance.Normal, "{0}: loads on older systems now, the run path is {1}.", Library, RunPath);
        return true;
    }
}
#endif

/// <summary>Lets TorchSharp's native library load on older systems, and find libtorch in another folder.</summary>
/// <remarks>
/// The version. TorchSharp's libLibTorchSharp.so is built with GCC 13 and requires GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and
/// RHEL 9 do not have. The requirement stems from one marker symbol, _ZSt21ios_base_library_initv, which nothing in the library calls; yet
/// the dynamic linker refuses the whole library for it. It does not if the version need is flagged VER_FLG_WEAK. On newer systems the flag
/// changes nothing.
/// The folder. TorchSharp loads libtorch_cpu from the program's folder, if it is there, even if another libtorch is loaded already, and two
/// in one process end it. So the packaged libtorch is in a folder of its own, which the library's run path names: loading the library
/// loads that libtorch if none is loaded yet.
/// The layout read here is that of the ELF gABI: section headers, then .gnu.version_r as a chain of Verneed records (one per needed
/// library), each with a chain of Vernaux records (one per needed version); .dynamic as a list of tags and values, where DT_RUNPATH's value
/// is the offset of a string.
/// </remarks>
internal static class NativeAdaptation
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint SectionGnuVerneed = 0x6ffffffe;
    private const ushort FlagWeak = 2;
    private const uint SectionDynamic = 6;
    private const long TagRunPath = 0x1d;
    private const int DynamicEntry = 16;

    /// <summary>Changes a library that was read into memory; false if nothing changed.</summary>
    /// <param name="elf">The library.</param>
    /// <param name="runPath">Its new run path; empty leaves the present one.</param>
    public static bool Apply(byte[] elf, string runPath)
    {
        if (!IsElf(elf)) return false;
        // Both, whatever the first one finds.
        return Weaken(elf, Version) | (runPath.Length > 0 && Redirect(elf, runPath));
    }

    private static bool IsElf(byte[] file) =>
        file.Length >= 64 && file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' && file[3] == 'F' && file[4] == 2 && file[5] == 1;

    /// <summary>Sets the weak flag wherever the version is needed; false if nothing changed.</summary>
    private static bool Weaken(byte[] elf, string version)
    {
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

    /// <summary>Replaces the library's run path; false if nothing changed.</summary>
    private static bool Redirect(byte[] elf, string path)
    {
        var changed = false;
        var (sections, size, count) = (Offset(elf, 0x28), Half(elf, 0x3a), Half(elf, 0x3c));
        for (var i = 0; i < count; i++)
        {
            var section = sections + i * size;
            if (Word(elf, section + 4) != SectionDynamic) continue;
            var (first, length) = (Offset(elf, section + 24), Offset(elf, section + 32));
            var strings = Offset(elf, sections + (int)Word(elf, section + 40) * size + 24);
            for (var entry = first; entry < first + length; entry += DynamicEntry)
            {
                if (BitConverter.ToInt64(elf, entry) != TagRunPath) continue;
                var at = strings + Offset(elf, entry + 8);
                var old = Text(elf, at);
                if (old == path) continue;
                if (path.Length > old.Length) throw new InvalidOperationException($"The run path {path} does not fit into {old}.");
                Encoding.ASCII.GetBytes(path.PadRight(old.Length, '\0')).CopyTo(elf, at);
                changed = true;
            }
        }
        return changed;
    }

    private static int Offset(byte[] elf, int at) => checked((int)BitConverter.ToInt64(elf, at));

    private static uint Word(byte[] elf, int at) => BitConverter.ToUInt32(elf, at);

    private static ushort Half(byte[] elf, int at) => BitConverter.ToUInt16(elf, at);

    private static string Text(byte[] elf, int at) => Encoding.ASCII.GetString(elf, at, Array.IndexOf(elf, (byte)0, at) - at);
}

using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Output;

/// <summary>Writes rows of numbers for other programs, in the format that the file's name ends with.</summary>
internal static class RowFile
{
    /// <summary>The endings that can be written.</summary>
    public const string Endings = ".npy, .csv or .safetensors";

    /// <summary>The name of the tensor in a safetensors file.</summary>
    public const string TensorName = "activations";

    /// <summary>Refuses another ending, before any work is done.</summary>
    /// <exception cref="UserError">The ending is another one.</exception>
    public static void Check(string path, string option)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".npy" or ".csv" or ".safetensors"))
            throw new UserError($"{option} is {Quoted.Text(path)}; allowed: a file that ends in {Endings}.");
    }

    /// <summary>Writes blocks of rows; of .npy and .csv one is in memory at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Number of rows of all blocks.</param>
    /// <param name="blocks">Float32 on the CPU, contiguous, [n, columns], the same columns for all.</param>
    /// <returns>Number of columns.</returns>
    public static int Write(string path, long rows, IEnumerable<Tensor> blocks)
    {
        Check(path, "the file");
        var columns = 0;
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var scope = NewDisposeScope();
            // Each block is freed when the next one is asked for.
            var all = cat([.. blocks.Select(block => block.clone().MoveToOtherDisposeScope(scope))]);
            SafeTensorsFile.Write(path, [(TensorName, all)], new Dictionary<string, string>());
            return (int)all.shape[1];
        }
        var isText = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        WholeFile.Write(path, file =>
        {
            foreach (var block in blocks)
            {
                if (columns == 0)
                {
                    columns = (int)block.shape[1];
                    file.Write(isText ? Encoding.UTF8.GetBytes(Names(columns)) : NpyHeader("<f4", $"{rows}, {columns}"));
                }
                if (isText) WriteText(file, block, columns);
                else file.Write(block.bytes);
            }
        });
        return columns;
    }

    /// <summary>Writes whole numbers, one per row: int64 in .npy.</summary>
    public static void WriteLabels(string path, IReadOnlyList<long> labels)
    {
        Check(path, "the file");
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            WholeFile.Write(path, "label\n" + string.Concat(labels.Select(label => Invariant($"{label}\n"))));
        else if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            WholeFile.Write(path, (byte[])[.. NpyHeader("<i8", $"{labels.Count},"), .. labels.SelectMany(BitConverter.GetBytes)]);
        else
        {
            using var values = tensor(labels.ToArray());
            SafeTensorsFile.Write(path, [("labels", values)], new Dictionary<string, string>());
        }
    }

    /// <summary>The header of NumPy's format: padded so that the data are aligned to 64 bytes.</summary>
    private static byte[] NpyHeader(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        var length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        var header = new byte[10 + length];
        ((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", header.AsSpan(10));
        return header;
    }

    private static string Names(int columns) => string.Join(',', Enumerable.Range(0, columns).Select(column => $"z{column}")) + "\n";

    private static void WriteText(Stream file, Tensor block, int columns)
    {
        var values = block.data<float>().ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
            text.Append(values[i].ToString("R", CultureInfo.InvariantCulture)).Append((i + 1) % columns == 0 ? '\n' : ',');
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

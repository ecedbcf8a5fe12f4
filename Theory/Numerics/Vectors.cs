using System.Numerics;

namespace IDropTheory;

/// <summary>Sums over arrays of doubles, several entries at a time.</summary>
internal static class Vectors
{
    /// <summary>sum_i a_i b_i.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (i, wide) = (0, Vector<double>.Zero);
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
            wide += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        var sum = Vector.Sum(wide);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Adds factor times b to a, in place.</summary>
    public static void AddScaled(Span<double> a, double factor, ReadOnlySpan<double> b)
    {
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(a[i..]) + factor * new Vector<double>(b[i..])).CopyTo(a[i..]);
        for (; i < a.Length; i++)
            a[i] += factor * b[i];
    }
}

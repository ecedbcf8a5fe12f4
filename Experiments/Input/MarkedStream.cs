namespace IDropTheory.Experiments.Input;

/// <summary>A stream that cannot go back, of which the first bytes were read and are given back.</summary>
internal sealed class MarkedStream(Stream stream) : Stream
{
    private byte[] _returned = [];
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives bytes back, which are read again.</summary>
    public void Return(ReadOnlySpan<byte> bytes) => (_returned, _position) = (bytes.ToArray(), 0);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var left = _returned.AsSpan(_position);
        if (left.IsEmpty) return stream.Read(buffer);
        left = left[..Math.Min(left.Length, buffer.Length)];
        left.CopyTo(buffer);
        _position += left.Length;
        return left.Length;
    }

    public override void Flush() => stream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) stream.Dispose();
        base.Dispose(disposing);
    }
}

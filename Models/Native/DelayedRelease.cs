using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>Releases native objects with a delay, after which no thread can still be using them.</summary>
/// <remarks>
/// A pause between two requests counts as at most a tenth of the delay: a process that was stopped for a while does not release, when it
/// continues, an object that one of its threads was about to use. Requests come from finalisers: nothing here throws, allocates managed
/// memory, or waits longer than for a few instructions of another request.
/// </remarks>
/// <param name="release">Releases one object; called on the thread of a later request.</param>
/// <param name="clock">The time in milliseconds.</param>
/// <param name="delay">How long each object is kept at least, in milliseconds, &gt;= 10.</param>
internal sealed unsafe class DelayedRelease(Action<nint> release, Func<long> clock, long delay)
{
    private const int FirstCapacity = 1024;

    // A ring in native memory: the entry that waits longest is at _first. The capacity is a power of two.
    private Entry* _entries;
    private int _capacity, _first, _count;
    private long _time, _clock = clock();
    private int _busy;

    /// <summary>Number of objects that are waiting.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds an object, and releases up to two that have waited for the delay, so that a backlog from a busy time shrinks in a
    /// quiet one.</summary>
    public void Add(nint pointer)
    {
        // No lock of the runtime: waiting for one can be interrupted, with an exception.
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0) Thread.Yield();
        Advance();
        // Where there is no memory to remember it, it is lost: a few bytes.
        if (_count < _capacity || Grow()) _entries[(_first + _count++) & (_capacity - 1)] = new(pointer, _time);
        var (one, another) = (TakeOld(), TakeOld());
        Volatile.Write(ref _busy, 0);
        if (one != 0) release(one);
        if (another != 0) release(another);
    }

    private void Advance()
    {
        var now = clock();
        _time += Math.Clamp(now - _clock, 0, delay / 10);
        _clock = now;
    }

    private nint TakeOld()
    {
        if (_count == 0 || _time - _entries[_first].Time < delay) return 0;
        var pointer = _entries[_first].Pointer;
        _first = (_first + 1) & (_capacity - 1);
        _count--;
        return pointer;
    }

    private bool Grow()
    {
        var capacity = Math.Max(2 * _capacity, FirstCapacity);
        if (capacity < 0) return false;
        Entry* entries;
        try
        {
            entries = (Entry*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(Entry));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        for (var i = 0; i < _count; i++) entries[i] = _entries[(_first + i) & (_capacity - 1)];
        NativeMemory.Free(_entries);
        _entries = entries;
        (_capacity, _first) = (capacity, 0);
        return true;
    }

    private readonly struct Entry(nint pointer, long time)
    {
        public readonly nint Pointer = pointer;
        public readonly long Time = time;
    }
}

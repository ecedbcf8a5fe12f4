using System.Diagnostics;

namespace IDropTheory.Explorer.Work;

/// <summary>One computation at a time, a slice after the other, so that the page answers in between: it has a single thread.</summary>
/// <param name="draw">Draws the page anew.</param>
/// <param name="fail">Is told of a defect, which nobody waits for otherwise.</param>
public sealed class Slices(Action draw, Func<Exception, Task> fail) : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(12);

    private CancellationTokenSource? _current;

    /// <summary>Ends what is being computed and begins something else.</summary>
    /// <param name="steps">The work, which is done while the sequence is read.</param>
    /// <param name="show">Takes each result.</param>
    public async Task Run<T>(Func<CancellationToken, IEnumerable<T>> steps, Action<T> show)
    {
        Stop();
        using var mine = _current = new();
        try
        {
            await Pause(mine.Token);
            var clock = Stopwatch.StartNew();
            foreach (var step in steps(mine.Token))
            {
                show(step);
                if (clock.Elapsed < Slice) continue;
                draw();
                await Pause(mine.Token);
                clock.Restart();
            }
            draw();
        }
        catch (OperationCanceledException)
        {
            // Something else has begun.
        }
        catch (Exception e)
        {
            await fail(e);
        }
        finally
        {
            if (_current == mine) _current = null;
        }
    }

    /// <summary>Ends what is being computed.</summary>
    public void Stop() => _current?.Cancel();

    public void Dispose() => Stop();

    // Browsers draw and handle events between two timers.
    private static Task Pause(CancellationToken cancellation) => Task.Delay(1, cancellation);
}

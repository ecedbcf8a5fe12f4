namespace IDropTheory.Experiments;

/// <summary>Carries out every run that a figure needs. A finished run is never repeated, an interrupted one goes on from its checkpoint.</summary>
internal static class Study
{
    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="figure">What is studied.</param>
    /// <param name="directory">Where the runs are.</param>
    /// <param name="options">How they are carried out.</param>
    /// <param name="say">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what is in progress is saved.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public static void Run(Figure figure, StudyDirectory directory, StudyOptions options, Action<StudyProgress> say, CancellationToken cancellation)
    {
        var study = directory.ReadSettings();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var planned = figure.Plan(study, directory.Result);
            var pending = planned.Where(run => !directory.Of(run).IsFinished).ToArray();
            if (pending.Length == 0) return;
            foreach (var run in pending)
                RunDirectory.Begin(directory.Of(run).Path, run);
            void Say(IReadOnlyList<string> running) => say(new(planned.Count(run => directory.Of(run).IsFinished), planned.Count, running));
            if (options.Jobs == 1)
                foreach (var run in pending)
                    Experiments.Run.ToEnd(directory.Of(run), options.Run, progress => Say([$"{run.Words}: {progress.Words()}"]), cancellation);
            else
                RunProcesses.ToEnd([.. pending.Select(run => directory.Of(run))], options, Say, cancellation);
        }
    }
}

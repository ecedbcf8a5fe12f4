using System.Diagnostics;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs;

/// <summary>Carries out the run of a folder: from its beginning or from its checkpoint, to its result.</summary>
internal static class TrainingRun
{
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(0.25);

    // Enough batches to see whether an epoch helped; the final evaluation uses all.
    private const int RecalibrationImages = 5000;

    private const string SecondsKey = "seconds";
    private const string TrainingSecondsKey = "trainingSeconds";

    /// <summary>Trains to the end, saving as it goes, and takes the measurements that the folder asks for. What is finished is not
    /// repeated; a training that failed continues from its checkpoint, or starts again if the checkpoint was refused.</summary>
    /// <remarks>A failure that lies in the run is recorded in its folder before it is thrown. Missing images, or a disk that is full, are
    /// no failure of the run.</remarks>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    /// <exception cref="TrainingException">The training diverged, or its checkpoint belongs to another network.</exception>
    /// <exception cref="RunTakenException">Another process has the run, or took it over.</exception>
    public static RunResult ToEnd(
        RunFolder folder, RunOptions options, DataCache cache, Action<RunProgress> say, CancellationToken cancellation)
    {
        if (folder.IsComplete) return folder.ReadResult();
        using var mine = ClaimedRun.Take(folder);
        // By the process that had it until now.
        if (folder.IsComplete) return folder.ReadResult();
        var settings = folder.ReadSettings();
        using var data = RunData.Load(settings, options.Data, cache);
        using var resident = options.Device == "cpu" ? null : new Resident(data.Set, options.Device);
        var set = resident?.Set ?? data.Set;
        var restored = folder.IsFinished;
        try
        {
            if (!folder.IsFinished)
            {
                using var work = new Work(mine, settings, options, set, data.Normalisation);
                restored = true;
                work.Train(say, cancellation);
                var result = work.Evaluate(cancellation);
                mine.Finish(RunManifest.Now(set.Train.Provenance, options.Device), result);
            }
            Measure(mine, settings, options, set, data.Normalisation, cancellation);
        }
        catch (Exception e)
            when (e is not (OperationCanceledException or RunTakenException or IOException or UnauthorizedAccessException))
        {
            if (!restored) mine.SetCheckpointAside();
            mine.Fail(e.Message, diverged: e is TrainingDivergedException);
            throw;
        }
        mine.ForgetFailure();
        mine.DeleteCheckpoints(options.KeepCheckpoint);
        return folder.ReadResult();
    }

    private static void Measure(
        ClaimedRun mine, RunSettings settings, RunOptions options, DataSet set, Normalisation normalisation,
            CancellationToken cancellation)
    {
        var folder = mine.Folder;
        if (folder.Unmeasured is not [_, ..] open) return;
        var objective = TrainedNetwork.Load(folder, settings, set.Train);
        using var network = objective.Network;
        objective.MoveTo(new Device(options.Device));
        using var run = new TrainedRun(settings, set, normalisation, objective, options.Data)
        {
            NoisyStatistics = new(() => TrainedNetwork.NoisyStatistics(
                folder, settings, objective, set.Train.InOrder(settings.Batch, normalisation), cancellation)),
        };
        foreach (var measurement in open)
            mine.WriteMeasured(measurement, measurement.TakeText(run, cancellation));
    }

    /// <summary>The images on another device.</summary>
    private sealed class Resident(DataSet set, string device) : IDisposable
    {
        public DataSet Set { get; } = set.Map(images => images.To(new Device(device)));

        public void Dispose() => Set.Dispose();
    }

    private sealed class Work : IDisposable
    {
        private readonly ClaimedRun _run;
        private readonly RunSettings _settings;
        private readonly RunOptions _options;
        private readonly DataSet _set;
        private readonly Normalisation _normalisation;
        private readonly Objective _objective;
        private readonly TrainingSession _session;
        private readonly EventLog? _events;
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Stopwatch _training = new();
        private readonly double _secondsBefore;
        private readonly double _trainingBefore;
        private ImmutableArray<string> _lost = [];

        public Work(ClaimedRun run, RunSettings settings, RunOptions options, DataSet set, Normalisation normalisation)
        {
            (_run, _settings, _options, _set, _normalisation) = (run, settings, options, set, normalisation);
            _objective = settings.Network.CreateObjective(
                set.Train.Shape, set.Train.Classes, settings.Penalty(set.Train.Count), settings.Key.Fold("weights"));
            _objective.MoveTo(new Device(options.Device));
            _session = new(_objective, set.Train,
                new(settings.Epochs, settings.Batch, settings.LearningRate, settings.Optimiser, settings.Key.Fold("training"))
                {
                    Normalisation = normalisation,
                    Augmentation = settings.Augmentation,
                });
            if (Restore() is { } metadata)
            {
                _secondsBefore = Seconds(metadata, SecondsKey);
                _trainingBefore = Seconds(metadata, TrainingSecondsKey);
            }
            run.BeginMetrics(_session.Epoch);
            _events = options.TensorBoard ? new EventLog(run.Folder.Path) : null;
        }

        public void Train(Action<RunProgress> say, CancellationToken cancellation)
        {
            var (lastSave, lastWords) = (_clock.Elapsed, TimeSpan.Zero);
            var (imagesBefore, here) = (ImagesSeen, Stopwatch.StartNew());
            var epochs = _run.Folder.ReadMetrics().ToList();
            var last = epochs.LastOrDefault();
            while (!_session.IsFinished && !HasStalled(epochs))
            {
                _run.RequireAtLastRenewal();
                if (cancellation.IsCancellationRequested)
                {
                    Save();
                    cancellation.ThrowIfCancellationRequested();
                }
                _training.Start();
                var metrics = _session.Advance();
                _training.Stop();
                if (metrics is not null)
                {
                    last = Record(metrics, cancellation);
                    epochs.Add(last);
                    _lost = [];
                    _run.Append(last);
                    _events?.Write(last);
                }
                if (_clock.Elapsed - lastSave >= _options.CheckpointEvery)
                {
                    Save();
                    lastSave = _clock.Elapsed;
                }
                if (metrics is null && _clock.Elapsed - lastWords < BetweenWords) continue;
                lastWords = _clock.Elapsed;
                say(Progress(last, ImagesSeen - imagesBefore, here.Elapsed));
            }
            Save();
        }

        public RunResult Evaluate(CancellationToken cancellation)
        {
            var key = _settings.Key.Fold("evaluation");
            // The last validation left the statistics of up to so many images.
            if (_set.Validation is null || _set.Train.Count > RecalibrationImages)
                BatchNormRecalibration.Run(_objective, Batches(_set.Train), cancellation);
            Evaluation Of(ImageSet images, string name) =>
                _settings.Network.Evaluate(_objective, Batches(images), key.Fold(name), cancellation);
            var (test, held, train) = (
                Of(_set.Test, "test"), _set.Validation is { } validation ? Of(validation, "validation") : null, Of(_set.Train, "train"));
            var result = new RunResult(
                test, held, train, _objective.Penalty.Beta.Value, ImagesPerSecond, TotalSeconds,
                [.. Warnings.Of(test), .. LabelsAreNoisy ? [] : Warnings.Of(train, _set.Train.Classes)]);
            // A measurement that needs them takes them itself.
            using var noisy = _options.KeepCheckpoint
                ? TrainedNetwork.MeasureNoisyStatistics(_settings, _objective, Batches(_set.Train), cancellation)
                : null;
            Save(noisy);
            return result;
        }

        public void Dispose()
        {
            _session.Dispose();
            _objective.Network.Dispose();
        }

        // The best guess of a finite joint's label may be nearly as wrong as any.
        private bool LabelsAreNoisy => JointSource.All.Any(joint => joint.Name == _settings.Dataset);

        private long ImagesSeen => (long)_session.Epoch * _set.Train.Count + (long)_session.Step * _settings.Batch;

        private double TotalSeconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

        private double ImagesPerSecond => ImagesSeen / Math.Max(_trainingBefore + _training.Elapsed.TotalSeconds, 1e-9);

        private BatchSequence Batches(ImageSet images) => images.InOrder(_settings.Batch, _normalisation);

        private EpochRecord Record(EpochMetrics metrics, CancellationToken cancellation)
        {
            Evaluation? validation = null;
            if (_set.Validation is { } held && IsValidated(metrics.Epoch))
            {
                using var some = _set.Train.Take(Math.Min(RecalibrationImages, _set.Train.Count));
                BatchNormRecalibration.Run(_objective, Batches(some), CancellationToken.None);
                validation = _settings.Network.Evaluate(_objective, Batches(held), _settings.Key.Fold("validation"),
                    CancellationToken.None);
            }
            return new(
                metrics.Epoch, metrics.LearningRate, metrics.Loss, metrics.CrossEntropy, metrics.Error,
                metrics.KlPerLayer.ToImmutableSortedDictionary(), _objective.Penalty.Beta.Value, validation,
                ImagesPerSecond, TotalSeconds, [.. _lost, .. validation is null ? [] : Warnings.Of(validation)]);
        }

        /// <summary>Whether so many validations as the patience says brought no error below the lowest before them.</summary>
        private bool HasStalled(IEnumerable<EpochRecord> epochs)
        {
            double[] errors = [.. epochs.Select(epoch => epoch.Validation?.Error).OfType<double>()];
            return errors.Length > 0 && errors.Length - 1 - Array.IndexOf(errors, errors.Min()) >= _settings.Patience;
        }

        private bool IsValidated(int epoch) => epoch == _settings.Epochs || epoch % (_settings.ValidationEvery ?? 1) == 0;

        private RunProgress Progress(EpochRecord? last, long imagesHere, TimeSpan elapsed)
        {
            var all = (long)_settings.Epochs * _set.Train.Count;
            var perSecond = imagesHere / Math.Max(elapsed.TotalSeconds, 1e-9);
            return new(
                Math.Min(_session.Epoch + 1, _settings.Epochs), _settings.Epochs, (double)ImagesSeen / all, perSecond,
                TimeSpan.FromSeconds((all - ImagesSeen) / Math.Max(perSecond, 1e-9)), last);
        }

        /// <summary>Continues from the last checkpoint, or from the one before it if that one is damaged; null if there is
        /// none.</summary>
        private IReadOnlyDictionary<string, string>? Restore()
        {
            DataException? damaged = null;
            foreach (var file in new[] { _run.Folder.Checkpoint, _run.Folder.PreviousCheckpoint }.Where(File.Exists))
            {
                try
                {
                    var metadata = _session.Restore(file);
                    if (damaged is not null)
                        _lost =
                        [
                            Invariant($"{damaged.Message} The training continued from the checkpoint before it, at step {_session.Step} ")
                                + Invariant($"after {_session.Epoch} epochs."),
                        ];
                    return metadata;
                }
                catch (DataException e)
                {
                    damaged ??= e;
                }
            }
            return damaged is null ? null : throw damaged;
        }

        private void Save(BatchNormStatistics? noisy = null) =>
            _run.WriteCheckpoint(file => _session.Save(file, new Dictionary<string, string>
            {
                ["settings"] = RunJson.Line(_settings),
                [SecondsKey] = TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
                [TrainingSecondsKey] = (_trainingBefore + _training.Elapsed.TotalSeconds).ToString("R", CultureInfo.InvariantCulture),
            }, noisy));

        private static double Seconds(IReadOnlyDictionary<string, string> metadata, string key) =>
            double.Parse(metadata[key], CultureInfo.InvariantCulture);
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A training in progress: network, optimiser and position. It advances step by step, is saved as a checkpoint, and resumes bit
/// for bit.</summary>
/// <remarks>
/// Every random number is a function of the settings' key and the step's number, so a checkpoint holds no generator: weights, optimiser
/// state, position and the running sums are all there is. Bits depend on the number of threads and on the machine's instructions.
/// </remarks>
/// <example><code>
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// var method = new DropoutMethod.Information(PriorFamily.LogUniform, new InformationDropoutOptions());
/// using var network = new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, method);
/// var objective = new ClassificationObjective(network, InformationPenalty.OfKl(Beta.FromPaper(1).PerSample(data.Train.Count)));
/// var settings = new TrainingSettings(
///     Epochs: 10, BatchSize: 100, LearningRateSchedule.Constant(0.07), new OptimiserSettings.Sgd(), RandomKey.FromSeed(1));
/// using var session = new TrainingSession(objective, data.Train, settings);
/// while (!session.IsFinished)
///     if (session.Advance() is { } epoch)
///         Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Loss}");
/// session.Save("checkpoint.safetensors");
/// </code></example>
public sealed class TrainingSession : IDisposable
{
    /// <summary>The prefix of the names of the weights in a checkpoint.</summary>
    public const string NetworkPrefix = "network.";
    private const string OptimiserName = "optimiser";
    private const string NoisyPrefix = "noisy.";
    // Programs keep the settings of their run beside it, as "settings".
    private const string SettingsName = "trainingSettings";
    // On another device than the CPU: to look at the loss is to wait for the device.
    private const int StepsPerLook = 50;
    private const string Advice = "resume with the settings of the run";

    private readonly Objective _objective;
    private readonly ImageSet _images;
    private readonly TrainingSettings _settings;
    private readonly EpochOrder _order;
    private readonly RandomKey _noise;
    private readonly RandomKey _augmentation;
    private readonly OptimizerHelper _optimiser;
    private readonly bool _defers;
    private BatchSequence? _batches;
    private EpochSums _sums = EpochSums.Zero;
    private DeviceSums? _running;

    /// <summary>Starts a training.</summary>
    /// <param name="objective">The loss, with the network.</param>
    /// <param name="images">Training images, on the network's device.</param>
    /// <param name="settings">Settings of the training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public TrainingSession(Objective objective, ImageSet images, TrainingSettings settings)
        : this(objective, images, settings, images?.Pixels.device_type != DeviceType.CPU) { }

    /// <summary>Starts a training.</summary>
    /// <param name="objective">The loss, with the network.</param>
    /// <param name="images">Training images, on the network's device.</param>
    /// <param name="settings">Settings of the training.</param>
    /// <param name="defers">Whether the sums of an epoch stay on the device, so that its steps do not wait for it.</param>
    internal TrainingSession(Objective objective, ImageSet images, TrainingSettings settings, bool defers)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(settings);
        Require.AtLeast(settings.Epochs, 1);
        settings.LearningRate.Rate(0);
        (_objective, _images, _settings, _defers) = (objective, images, settings, defers);
        StepsPerEpoch = (images.Count + Require.AtLeast(settings.BatchSize, 1) - 1) / settings.BatchSize;
        _order = new(settings.Key.Fold("order"), images.Count);
        _noise = settings.Key.Fold("noise");
        _augmentation = settings.Key.Fold("augmentation");
        _optimiser = settings.Optimiser.Create(objective.Network.parameters());
    }

    /// <summary>Steps in one epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Epochs that are complete.</summary>
    public int Epoch { get; private set; }

    /// <summary>Steps done in the current epoch.</summary>
    public int Step { get; private set; }

    /// <summary>Whether all epochs are complete.</summary>
    public bool IsFinished => Epoch >= _settings.Epochs;

    /// <summary>Trains on one batch. Returns the epoch's metrics when it was the epoch's last.</summary>
    /// <exception cref="InvalidOperationException">The training is finished.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a finite number, or the weights at the end of the epoch are
    /// not. On another device than the CPU the loss is looked at every 50 steps and at the end of the epoch.</exception>
    public EpochMetrics? Advance()
    {
        if (IsFinished) throw new InvalidOperationException($"All {_settings.Epochs} epochs are done.");
        var rate = _settings.LearningRate.Rate(Epoch, Step, StepsPerEpoch);
        _batches ??= _images.Batches(_order.Of(Epoch), _settings.BatchSize, _settings.Normalisation);
        Train(_batches, rate);
        if (Step + 1 == StepsPerEpoch) CheckWeights(Step + 1);
        if (++Step < StepsPerEpoch) return null;
        var metrics = Sums(Step).Metrics(Epoch + 1, rate);
        GoTo(Epoch + 1, 0, EpochSums.Zero);
        return metrics;
    }

    /// <summary>Writes a checkpoint. A reader finds either the complete old file or the complete new file.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="metadata">Text to store with it, under names other than epoch, step, sums and trainingSettings.</param>
    /// <param name="noisy">Statistics for evaluations with drawn noise, to store with it; <see cref="LoadNoisyStatistics"/> reads
    /// them.</param>
    /// <exception cref="TrainingDivergedException">A weight is not a finite number; the old file is unchanged.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null, BatchNormStatistics? noisy = null)
    {
        CheckWeights(Step);
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            _optimiser.save_state_dict(writer);
        var state = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
        {
            ["epoch"] = Epoch.ToString(CultureInfo.InvariantCulture),
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["sums"] = JsonSerializer.Serialize(Sums(Step)),
            [SettingsName] = SavedSettings.Of(_settings),
        };
        var network = NetworkTensors.Of(_objective.Network).Select(t => (NetworkPrefix + t.Name, t.Value));
        var statistics = noisy?.Tensors.Select(t => (NoisyPrefix + t.Name, t.Value)) ?? [];
        SafeTensorsFile.Write(path, [.. network, .. statistics, (OptimiserName, tensor(stream.ToArray()))], state);
    }

    /// <summary>Continues from a checkpoint of the same network, data and settings. A checkpoint that is refused changes nothing.</summary>
    /// <remarks>The number of epochs may differ. A checkpoint of an older version contains no settings: the training continues with the
    /// momentum and decay of the saved optimiser.</remarks>
    /// <returns>The text that was stored with it.</returns>
    /// <exception cref="TrainingException">The checkpoint belongs to another network or to other settings, or contains only
    /// weights.</exception>
    /// <exception cref="DataException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, string> Restore(string path)
    {
        var (tensors, metadata) = SafeTensorsFile.ReadChecked(path);
        try
        {
            CheckNetwork(_objective.Network, tensors, path);
            var (epoch, step, sums) = Position(metadata, path);
            CheckSettings(metadata, path);
            LoadOptimiser(tensors, path);
            LoadNetwork(_objective.Network, tensors);
            GoTo(epoch, step, sums);
            return metadata;
        }
        finally
        {
            foreach (var value in tensors.Values)
                value.Dispose();
        }
    }

    /// <summary>Loads only the weights of a checkpoint into a network of the same shape.</summary>
    /// <exception cref="TrainingException">The checkpoint belongs to another network.</exception>
    /// <exception cref="DataException">The file is damaged.</exception>
    public static void LoadWeights(nn.Module network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        var (tensors, _) = SafeTensorsFile.Read(path);
        try
        {
            CheckNetwork(network, tensors, path);
            LoadNetwork(network, tensors);
        }
        finally
        {
            foreach (var value in tensors.Values)
                value.Dispose();
        }
    }

    /// <summary>Loads the statistics for evaluations with drawn noise of a checkpoint; null if it has none, as an older one or that of an
    /// unfinished training.</summary>
    /// <exception cref="TrainingException">The checkpoint belongs to another network.</exception>
    /// <exception cref="DataException">The file is damaged.</exception>
    public static BatchNormStatistics? LoadNoisyStatistics(nn.Module network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        var (tensors, _) = SafeTensorsFile.Read(path);
        try
        {
            return BatchNormStatistics.Of(network, tensors, NoisyPrefix, path);
        }
        finally
        {
            foreach (var value in tensors.Values)
                value.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GoTo(Epoch, Step, _sums);
        _optimiser.Dispose();
    }

    /// <summary>Goes to a position; what was kept for the steps before it is freed.</summary>
    private void GoTo(int epoch, int step, EpochSums sums)
    {
        _batches?.Dispose();
        _running?.Dispose();
        (Epoch, Step, _sums, _batches, _running) = (epoch, step, sums, null, null);
    }

    /// <summary>The sums up to a step.</summary>
    private EpochSums Sums(int step)
    {
        var sums = _running?.Read() ?? _sums;
        return double.IsFinite(sums.Loss)
            ? sums
            : throw Diverged(string.Create(CultureInfo.InvariantCulture, $"The mean loss of the epoch became {sums.Loss}"), step);
    }

    private void Train(BatchSequence batches, double rate)
    {
        // Momentum decays into denormal numbers, which are many times slower.
        using var flushed = DenormalNumbers.Flushed();
        using var scope = NewDisposeScope();
        var index = (ulong)((long)Epoch * StepsPerEpoch + Step);
        var batch = _settings.Augmentation?.Apply(batches[Step], _augmentation.Fold(index)) ?? batches[Step];
        using var ledger = _objective.NewLedger();
        foreach (var group in _optimiser.ParamGroups)
            group.LearningRate = rate;
        var pass = NoisePass.Sample(_noise.Fold(index), ledger);
        _objective.Network.train();
        ForgetGradients();
        var dataTerm = _objective.DataTerm(batch, pass);
        var loss = dataTerm.CrossEntropy + _objective.Penalty.Of(ledger);
        float? value = _defers ? null : loss.item<float>();
        if (value is { } known && !float.IsFinite(known))
            throw Diverged(string.Create(CultureInfo.InvariantCulture, $"The loss became {value}"), Step + 1);
        loss.backward();
        if (_settings.Optimiser.LargestGradientNorm is { } largest) GradientNorm.Clip(_objective.Network.parameters(), largest);
        _optimiser.step();
        var images = batch.Labels.shape[0];
        if (value is not { } mean)
        {
            (_running ??= new(_sums, ledger.Entries)).Add(images, loss, dataTerm, ledger.Entries);
            if ((Step + 1) % StepsPerLook == 0) Sums(Step + 1);
            return;
        }
        _sums = _sums.Add(
            images, mean, dataTerm.CrossEntropy.item<float>(), dataTerm.Mistakes?.item<long>(),
            ledger.Entries.Select(entry => (entry.Layer, (double)entry.Mean().item<float>())));
    }

    // The backward pass then makes gradients anew: zeros that it adds to are memory written and read for nothing.
    private void ForgetGradients()
    {
        foreach (var parameter in _objective.Network.parameters())
            parameter.grad = null;
    }

    private void CheckWeights(int step)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, value) in NetworkTensors.Of(_objective.Network))
            if (value.is_floating_point() && !value.isfinite().all().item<bool>())
                throw Diverged($"{name} is no longer a finite number", step);
    }

    private TrainingDivergedException Diverged(string what, int step)
    {
        var rate = _settings.LearningRate.Rate(Math.Min(Epoch, _settings.Epochs - 1), Math.Max(step - 1, 0), StepsPerEpoch);
        var where = step == 0 ? $"after epoch {Epoch}" : $"in step {step} of epoch {Epoch + 1}";
        return new(Epoch + 1, step, string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {where}; train with a smaller learning rate (it is {rate}) or a smaller beta."));
    }

    private (int Epoch, int Step, EpochSums Sums) Position(ImmutableDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue("epoch", out var epochs) || !int.TryParse(epochs, CultureInfo.InvariantCulture, out var epoch)
            || !metadata.TryGetValue("step", out var steps) || !int.TryParse(steps, CultureInfo.InvariantCulture, out var step)
            || !metadata.TryGetValue("sums", out var sums))
            throw new TrainingException($"{path} contains weights but no training state; resume from a checkpoint that a training wrote.");
        if (epoch < 0 || step < 0 || step >= StepsPerEpoch || epoch > _settings.Epochs || (epoch == _settings.Epochs && step > 0))
            throw new TrainingException(
                $"{path} is at step {step} after {epoch} epochs, but these settings have {_settings.Epochs} epochs "
                + $"of {StepsPerEpoch} steps; {Advice}.");
        return (epoch, step, Sums(sums, path));
    }

    private static EpochSums Sums(string text, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EpochSums>(text) is { Kl: not null } sums ? sums : throw new JsonException("they are null");
        }
        catch (JsonException e)
        {
            throw Damaged(path, "sums", e);
        }
    }

    private void CheckSettings(ImmutableDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(SettingsName, out var saved)) return;
        try
        {
            if (SavedSettings.Difference(saved, _settings) is { } difference)
                throw new TrainingException($"{path} was trained with {difference}; {Advice}.");
        }
        catch (JsonException e)
        {
            throw Damaged(path, SettingsName, e);
        }
    }

    private static DataException Damaged(string path, string what, JsonException cause)
    {
        var reason = cause.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return new($"{path} is damaged: its {what} cannot be read ({reason}); use an intact copy.", cause);
    }

    private void LoadOptimiser(ImmutableDictionary<string, Tensor> tensors, string path)
    {
        if (!tensors.TryGetValue(OptimiserName, out var state))
            throw new TrainingException($"{path} contains no optimiser state; resume from a checkpoint that a training wrote.");
        using var stream = new MemoryStream(state.bytes.ToArray());
        using var reader = new BinaryReader(stream);
        var (saved, own) = (reader.ReadString(), _optimiser.GetType().Name);
        if (saved != own) throw new TrainingException($"{path} was trained by {saved}, not by {own}; {Advice}.");
        stream.Position = 0;
        _optimiser.load_state_dict(reader);
        // The optimiser keeps the tensors that it reads: no dispose scope of a caller may end them.
        foreach (var kept in _optimiser.state_dict().State.OfType<SGD.State>())
            kept.momentum_buffer?.DetachFromDisposeScope();
    }

    private static void CheckNetwork(nn.Module network, ImmutableDictionary<string, Tensor> tensors, string path)
    {
        var own = NetworkTensors.Of(network).ToDictionary(t => NetworkPrefix + t.Name, t => t.Value.shape);
        var there = tensors.Keys.Where(name => name.StartsWith(NetworkPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var name in own.Keys.Union(there))
        {
            var (expected, saved) = (own.GetValueOrDefault(name), tensors.GetValueOrDefault(name)?.shape);
            if (expected is null || saved is null || !expected.SequenceEqual(saved))
                throw new TrainingException(
                    $"{path} belongs to another network: {name[NetworkPrefix.Length..]} has {Shape(saved)} in the file "
                    + $"and {Shape(expected)} in this network; {Advice}.");
        }
    }

    private static string Shape(long[]? shape) => shape is null ? "no counterpart" : $"shape [{string.Join(", ", shape)}]";

    private static void LoadNetwork(nn.Module network, ImmutableDictionary<string, Tensor> tensors)
    {
        using var _ = no_grad();
        foreach (var (name, value) in NetworkTensors.Of(network))
            value.copy_(tensors[NetworkPrefix + name]);
    }
}

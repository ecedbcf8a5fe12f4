using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Stochastic gradient descent with momentum in one pass over the memory of parameter, gradient and momentum, where all of them
/// are float32 numbers side by side on the CPU; elsewhere torch's operations, which take three passes.</summary>
/// <remarks>Checkpoints contain the name of torch's class, which is also the name of this one.</remarks>
internal sealed class SGD(IEnumerable<Parameter> trained, OptimiserSettings.Sgd settings)
    : TorchSharp.Modules.SGD(trained, 1, settings.Momentum, weight_decay: settings.WeightDecay, nesterov: settings.Nesterov)
{
    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Update[] updates =
        [
            .. from parameter in parameters()
               let gradient = parameter.grad
               where gradient is not null
               select new Update(parameter, gradient, ((State)_state[parameter.Handle]).momentum_buffer),
        ];
        // The momentum of the first step is made by torch.
        if (closure is not null || settings.Momentum == 0 || !updates.All(update => update.IsPlain)) return base.step(closure);
        var rate = (float)ParamGroups.First().LearningRate;
        foreach (var update in updates)
            update.Apply(rate, settings);
        return null!;
    }

    /// <summary>The tensors of one parameter.</summary>
    private readonly record struct Update(Tensor Parameter, Tensor Gradient, Tensor? Momentum)
    {
        public bool IsPlain => Momentum is not null
            && new[] { Parameter, Gradient, Momentum }.All(tensor => HostMemory.Holds(tensor) && tensor.is_contiguous());

        public void Apply(float rate, OptimiserSettings.Sgd settings)
        {
            var (momentum, decay, nesterov) = ((float)settings.Momentum, (float)settings.WeightDecay, settings.Nesterov);
            var p = HostMemory.Numbers(Parameter);
            var g = HostMemory.Numbers(Gradient);
            var m = HostMemory.Numbers(Momentum!);
            var parameters = InRegisters(p);
            var gradients = InRegisters(g);
            var momenta = InRegisters(m);
            for (var i = 0; i < parameters.Length; i++)
            {
                var gradient = gradients[i] + decay * parameters[i];
                var moving = momentum * momenta[i] + gradient;
                momenta[i] = moving;
                parameters[i] -= rate * (nesterov ? gradient + momentum * moving : moving);
            }
            for (var i = parameters.Length * Vector<float>.Count; i < p.Length; i++)
            {
                var gradient = g[i] + decay * p[i];
                m[i] = momentum * m[i] + gradient;
                p[i] -= rate * (nesterov ? gradient + momentum * m[i] : m[i]);
            }
        }

        private static Span<Vector<float>> InRegisters(Span<float> numbers) => MemoryMarshal.Cast<float, Vector<float>>(numbers);
    }
}

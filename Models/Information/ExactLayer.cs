namespace IDropTheory.Models;

/// <summary>What one noisy layer costs and what it tells, on average over a finite input.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kl">The KL term that training charges for it, expected over input and noise; relative to an arbitrary constant where the prior is improper.</param>
/// <param name="OfInput">I(input of the layer; z_l): what it lets through of what it is given, the noise of the layers below included.</param>
/// <param name="InformationX">I(x;z_l), never more than that of the layer below.</param>
/// <param name="InformationY">I(z_l;y), at most <paramref name="InformationX"/>.</param>
public sealed record ExactLayer(string Name, Nats Kl, Nats OfInput, Nats InformationX, Nats InformationY);

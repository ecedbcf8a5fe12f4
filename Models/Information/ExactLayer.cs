namespace IDropTheory.Models;

/// <summary>Cost and information of one noisy layer, expected over a finite input.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kl">The layer's KL term in the training loss, expected over input and noise; relative to an arbitrary constant if the
/// prior is improper.</param>
/// <param name="OfInput">I(input of the layer; z_l): information about the layer's own input, which contains the noise of the layers
/// below.</param>
/// <param name="InformationX">I(x;z_l), at most that of the layer below.</param>
/// <param name="InformationY">I(z_l;y), at most <paramref name="InformationX"/>.</param>
public sealed record ExactLayer(string Name, Nats Kl, Nats OfInput, Nats InformationX, Nats InformationY);

"""Prints the golden values of the layer as JSON: inputs, weights, alpha, KL and gradients in float32. .NET reproduces them to 1e-6."""
import json
import torch
from torch import nn
from information_dropout import InformationDropout


def case(prior):
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(4, 3, generator=generator)
    f = torch.rand(4, 5, generator=generator) * 3
    # One unit that is off: below the floor of the log-normal prior.
    f[1, 2] = 0
    layer = InformationDropout(nn.Linear(3, 5), prior)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.5)
    x.requires_grad_()
    f.requires_grad_()
    _, kl = layer(x, f, noise=False)
    kl.backward()
    gradient = lambda t: torch.zeros_like(t) if t.grad is None else t.grad
    return {
        "prior": prior, "x": x.tolist(), "f": f.tolist(), "weights": {name: p.tolist() for name, p in layer.named_parameters()},
        "alpha": (layer.alpha_floor + layer.alpha_max * torch.sigmoid(layer.alphaNetwork(x))).tolist(), "kl": kl.item(),
        "gradients": {"x": gradient(x).tolist(), "f": gradient(f).tolist(),
                      **{name: gradient(p).tolist() for name, p in layer.named_parameters()}},
    }


if __name__ == "__main__":
    print("[\n" + ",\n".join(json.dumps(case(prior)) for prior in ("log-uniform", "log-normal")) + "\n]")

"""Information Dropout (Achille and Soatto 2018, arXiv:1611.01353) as a PyTorch layer. MIT licence.

    z, kl = layer(x, f)                       x: the layer's input; f: the activations that noise multiplies
    loss = cross_entropy + beta / N * kl      eq. (3); kl: nats per sample, N: training images

The names of parameters are those of IDropTheory, so that state dicts go both ways (`idrop export`, `idrop import`).
"""
import math
import torch
from torch import nn
from torch.nn import functional as F


class LogUniformPrior(nn.Module):
    """Proposition 2, for ReLU: the cost is zero at the largest noise."""

    def __init__(self, alpha_max):
        super().__init__()
        self.alpha_max = alpha_max

    def forward(self, f, alpha):
        return math.log(self.alpha_max) - alpha.log()


class LogNormalPrior(nn.Module):
    """Proposition 3, for Softplus: log z ~ N(mu, sigma^2), learned. Activations below the floor count as the floor."""

    def __init__(self, floor=1e-4):
        super().__init__()
        self.mu, self.logSigma, self.floor = nn.Parameter(torch.zeros(())), nn.Parameter(torch.zeros(())), floor

    def forward(self, f, alpha):
        gap = f.clamp_min(self.floor).log() - self.mu
        return self.logSigma - alpha.log() + (alpha ** 2 + gap ** 2) / (2 * torch.exp(2 * self.logSigma)) - 0.5


class InformationDropout(nn.Module):
    """z = f(x) eps, log eps ~ N(0, alpha(x)^2), alpha(x) = alpha_floor + alpha_max sigmoid(a(x)); a is the alpha network."""

    def __init__(self, alpha_network, prior="log-uniform", alpha_max=0.7, alpha_floor=1e-3):
        super().__init__()
        self.alphaNetwork, self.alpha_max, self.alpha_floor = alpha_network, alpha_max, alpha_floor
        self.prior = LogUniformPrior(alpha_floor + alpha_max) if prior == "log-uniform" else LogNormalPrior()

    def forward(self, x, f, noise=True):
        alpha = self.alpha_floor + self.alpha_max * torch.sigmoid(self.alphaNetwork(x))
        kl = self.prior(f, alpha).flatten(1).sum(1).mean()
        return (f * torch.exp(alpha * torch.randn_like(alpha)) if noise else f), kl


class Mlp(nn.Module):
    """The fully connected network of `idrop train --network mlp`; forward returns logits and the KL of all layers."""

    def __init__(self, inputs, width, layers, classes, activation=F.relu, prior="log-uniform"):
        super().__init__()
        sizes = [inputs] + [width] * layers
        self.activation = activation
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.dropout = nn.ModuleList(InformationDropout(nn.Linear(a, b), prior) for a, b in zip(sizes, sizes[1:]))
        self.output = nn.Linear(width, classes)

    def forward(self, images, noise=True):
        x, total = images.flatten(1), 0
        for hidden, dropout in zip(self.hidden, self.dropout):
            x, kl = dropout(x, self.activation(hidden(x)), noise)
            total = total + kl
        return self.output(x), total


class Stage(nn.Module):
    def __init__(self, inputs, kernel, filters, stride=1, prior=None):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, filters, kernel, stride, padding=kernel // 2, bias=False)
        self.normalisation = nn.BatchNorm2d(filters, eps=1e-3)
        if prior is not None:
            self.dropout = InformationDropout(nn.Conv2d(inputs, filters, 3, stride, padding=1), prior)


class AllCnn(nn.Module):
    """All-CNN-32 of Table 2a, as `idrop train --network all-cnn-32 --preset paper` builds it."""

    def __init__(self, channels=3, classes=10, percent=100, activation=F.relu, prior="log-uniform"):
        super().__init__()
        a, b = (math.floor(n * percent / 100) for n in (96, 192))
        plan = [(3, a, 1), (3, a, 1), (3, a, 2), (3, b, 1), (3, b, 1), (3, b, 2), (3, b, 1), (1, b, 1), (1, classes, 1)]
        inputs = [channels] + [filters for _, filters, _ in plan]
        self.activation = activation
        self.stages = nn.ModuleList(
            Stage(i, kernel, filters, stride, prior if stride == 2 else None) for i, (kernel, filters, stride) in zip(inputs, plan))

    def forward(self, x, noise=True):
        total = 0
        for stage in self.stages:
            f = self.activation(stage.normalisation(stage.convolution(x)))
            if hasattr(stage, "dropout"):
                f, kl = stage.dropout(x, f, noise)
                total = total + kl
            x = f
        return x.mean((2, 3)), total

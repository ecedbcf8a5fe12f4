"""Loads exported weights into the PyTorch network, prints its mean cross-entropy, error and KL on images, changes it and saves it.

    round_trip.py mlp|all-cnn IN.safetensors IMAGES.npy LABELS.npy OUT.safetensors
"""
import json
import sys
import numpy
import torch
from torch.nn import functional as F
import tensors
from information_dropout import AllCnn, Mlp

kind, given, images, labels, out = sys.argv[1:]
torch.set_num_threads(1)
state = tensors.load(given)
x, y = torch.from_numpy(numpy.load(images)), torch.from_numpy(numpy.load(labels))
if kind == "mlp":
    width, inputs = state["hidden.0.weight"].shape
    network = Mlp(inputs, width, sum(name.startswith("hidden.") for name in state) // 2, len(state["output.bias"]), F.softplus, "log-normal")
else:
    side = round(x.shape[1] ** 0.5)
    x = x.reshape(len(x), 1, side, side)           # grey squares
    filters = len(state["stages.0.convolution.weight"])
    network = AllCnn(1, len(state["stages.8.convolution.weight"]), 100 * filters / 96, F.softplus, "log-normal")
network.load_state_dict(state)                 # strict: every name and shape agrees
network.eval()


def evaluate():
    with torch.no_grad():
        logits, kl = network(x, noise=False)
    return {"crossEntropy": F.cross_entropy(logits, y).item(), "error": (logits.argmax(1) != y).float().mean().item(), "kl": kl.item()}


before = evaluate()
with torch.no_grad():                          # a change whose effect is not small
    (network.output.weight if kind == "mlp" else network.stages[8].convolution.weight).mul_(-1)
after = evaluate()
tensors.save(out, network.state_dict())
print(json.dumps({"torch": torch.__version__, "before": before, "after": after}))

"""Training steps of the paper's networks as a PyTorch user would write them, for PyTorch 1.13 to 2.x.

usage: pytorch-steps.py THREADS
One JSON object a line. The first line of the output describes this PyTorch. Each line of the input is then a request,
  {"network": "mlp" or "all-cnn-32", "size": units or percent of the filters, "information": true or false,
   "activation": "relu" or "softplus", "batch": images, "device": "cpu" or "cuda", "compile": true or false, "steps": steps}
and is answered by {"seconds": .., "processor": .., "layout": ..} for all its steps together, or by {"error": ..}. A network is built
and warmed up when it is first asked for, and only one is kept.
"""
import json, math, os, sys, time

try:
    import torch, torch.nn as nn, torch.nn.functional as F
except ImportError as e:
    print(json.dumps({'error': f'{sys.executable} has no PyTorch ({e}); name an interpreter that has it.'}), flush=True)
    sys.exit(2)


class Stage(nn.Module):
    """Features, batch normalisation, activation; with Information Dropout also noise whose scale is learned, and its KL."""
    def __init__(self, feature, norm, alpha, softplus):
        super().__init__()
        self.feature, self.norm, self.alpha, self.softplus = feature, norm, alpha, softplus
        if alpha is not None and softplus:
            self.mu, self.log_sigma = nn.Parameter(torch.zeros(())), nn.Parameter(torch.zeros(()))

    def forward(self, x):
        f = self.norm(self.feature(x))
        f = F.softplus(f) if self.softplus else F.relu(f)
        if self.alpha is None: return f, f.new_zeros(())
        a = 0.001 + 0.7 * torch.sigmoid(self.alpha(x))
        if self.softplus:  # Proposition 3, a log-normal prior
            s = self.log_sigma.exp()
            kl = (a.square() + (f.clamp_min(1e-4).log() - self.mu).square()) / (2 * s.square()) - (a / s).log() - 0.5
        else:              # Proposition 2, the log-uniform prior
            kl = -(a / 0.701).log()
        return f * torch.exp(torch.randn_like(f) * a), kl.sum() / len(x)


class Network(nn.Module):
    def __init__(self, stages, head):
        super().__init__()
        self.stages, self.head = nn.ModuleList(stages), head

    def forward(self, x, y):
        kl = 0.0
        for stage in self.stages:
            x, cost = stage(x)
            kl = kl + cost
        return F.cross_entropy(self.head(x), y) + kl / 50000


def mlp(width, information, softplus):
    def stage(i): return Stage(nn.Linear(i, width), nn.Identity(), nn.Linear(i, width) if information else None, softplus)
    return Network([stage(784), stage(width), stage(width)], nn.Linear(width, 10)), (1, 28, 28)


def all_cnn(percent, information, softplus):
    a, b = math.floor(96 * percent / 100), math.floor(192 * percent / 100)
    def stage(i, o, k=3, s=1):
        alpha = nn.Conv2d(i, o, k, s, k // 2) if information and s == 2 else None
        return Stage(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o, eps=1e-3), alpha, softplus)
    stages = [stage(3, a), stage(a, a), stage(a, a, s=2), stage(a, b), stage(b, b), stage(b, b, s=2), stage(b, b), stage(b, b, 1), stage(b, 10, 1)]
    return Network(stages, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())), (3, 32, 32)


class Training:
    def __init__(self, request, layout):
        torch.manual_seed(1)
        build = mlp if request['network'] == 'mlp' else all_cnn
        size = int(request['size']) if request['network'] == 'mlp' else request['size']
        network, shape = build(size, request['information'], request['activation'] == 'softplus')
        self.device, self.layout = torch.device(request['device']), layout
        memory = torch.channels_last if layout == 'channels last' else torch.contiguous_format
        self.network = network.to(self.device, memory_format=memory) if layout else network.to(self.device)
        # As many images as the other side trains on.
        images = [torch.rand(request['batch'], *shape, device=self.device) for _ in range(20)]
        self.images = [x.contiguous(memory_format=memory) if layout else x.flatten(1) for x in images]
        self.labels = [torch.randint(0, 10, (request['batch'],), device=self.device) for _ in range(20)]
        self.optimiser = torch.optim.SGD(self.network.parameters(), 1e-3, 0.9, nesterov=True)
        self.loss = torch.compile(self.network) if request['compile'] else self.network
        self.done = 0

    def run(self, steps):
        """Wall and processor seconds of some steps."""
        self.wait()
        start, processor = time.perf_counter(), time.process_time()
        for _ in range(steps):
            i = self.done % len(self.images)
            self.optimiser.zero_grad()
            self.loss(self.images[i], self.labels[i]).backward()
            self.optimiser.step()
            self.done += 1
        self.wait()
        return time.perf_counter() - start, time.process_time() - processor

    def wait(self):
        if self.device.type == 'cuda': torch.cuda.synchronize()


def start(request):
    """A warm training; of an all-cnn the one with the faster of the two memory layouts."""
    if request['compile'] and not hasattr(torch, 'compile'): raise RuntimeError(f'PyTorch {torch.__version__} has no torch.compile')
    best = None
    for layout in ['usual', 'channels last'] if request['network'] != 'mlp' else [None]:
        training = Training(request, layout)
        training.run(1)
        seconds = training.run(1)[0]
        if best is None or seconds < best[0]: best = seconds, training
    return best[1]


def describe(threads):
    config = torch.__config__.show()
    return {
        'torch': torch.__version__, 'python': sys.version.split()[0], 'threads': threads,
        'blas': next((p.split('=')[1] for p in config.replace(',', ' ').split() if p.startswith('BLAS_INFO')), 'unknown'),
        'capability': next((l.split(':')[1].strip() for l in config.splitlines() if 'CPU capability' in l), 'unknown'),
        'libraries': libraries(), 'cuda': torch.version.cuda,
        'gpu': torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }


def libraries():
    """The libraries of linear algebra that this process has loaded."""
    try:
        with open('/proc/self/maps') as maps: files = {os.path.realpath(l.split()[-1]) for l in maps if '/' in l}
    except OSError: return []
    return sorted(os.path.basename(f) for f in files if any(w in os.path.basename(f) for w in ('blas', 'mkl', 'dnnl')))


def main():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.ones(64, 64) @ torch.ones(64, 64)
    print(json.dumps(describe(threads)), flush=True)
    kept = (None, None)
    for line in sys.stdin:
        request = json.loads(line)
        key = {name: value for name, value in request.items() if name != 'steps'}
        try:
            if kept[0] != key:
                kept = (None, None)
                kept = (key, start(request))
            seconds, processor = kept[1].run(request['steps'])
            answer = {'seconds': seconds, 'processor': processor, 'layout': kept[1].layout}
        except Exception as e:
            answer = {'error': f'{type(e).__name__}: {e}'.splitlines()[0]}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__': main()

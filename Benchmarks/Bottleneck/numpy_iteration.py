"""The self-consistent iteration of the information bottleneck as one writes it in NumPy.

Reads one JSON line: joint (rows x, columns y), beta (of H(y|t) + beta I(x;t)), iterations. Prints one JSON line: seconds, processor, objective, numpy.
"""
import json
import sys
import time

import numpy as np

request = json.loads(sys.stdin.readline())
joint = np.array(request["joint"])
beta, iterations = request["beta"], request["iterations"]
p = joint.sum(1)
rows = joint / p[:, None]
encoder = 0.999 * np.eye(len(p)) + 0.001 / len(p)
objective = np.inf
wall, processor = time.perf_counter(), time.process_time()
for _ in range(iterations):
    mass = p @ encoder
    output = (encoder * p[:, None]).T @ rows / mass[:, None]
    score = np.log(mass) + rows @ np.log(output).T / beta
    largest = score.max(1, keepdims=True)
    weight = np.exp(score - largest)
    total = weight.sum(1, keepdims=True)
    encoder = weight / total
    # H(y|t) + beta I(x;t) at this step, which a stopping rule needs.
    objective = -beta * float(p @ (largest[:, 0] + np.log(total[:, 0])))
print(json.dumps({
    "seconds": time.perf_counter() - wall,
    "processor": time.process_time() - processor,
    "objective": objective,
    "numpy": np.__version__,
}))

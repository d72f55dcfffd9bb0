"""Makes activations.json: activations and what they make of da = 1, 2, 3, ..., by PyTorch in binary64.

Run: python -P activations.py > activations.json   (PyTorch 2.13; hardSigmoid is that of Keras 2.2.4, written with PyTorch's operations)
"""

import json
import torch
import torch.nn.functional as F

ROWS = {
    "near": [0.0078125, -0.015625, 0.5, -0.75, 1.25, -1.5, 1e-5, -1e-5],
    "far": [2.25, -2.75, 3.5, -4.125, 6.75, -8.5, 11.0, -13.0],
    "ends": [25.0, -25.0, 60.0, -60.0, 1e3, -1e3],
}

ACTIVATIONS = {
    "leakyRelu": lambda z: F.leaky_relu(z, 0.3),
    "leakyRelu(0.125)": lambda z: F.leaky_relu(z, 0.125),
    "relu6": F.relu6,
    "relu(maxValue 6)": F.relu6,
    "relu(negativeSlope 0.25)": lambda z: F.leaky_relu(z, 0.25),
    "relu(threshold 1)": lambda z: F.threshold(z, 1, 0),
    "relu(maxValue 6, negativeSlope 0.25, threshold 1)": lambda z: F.hardtanh(F.threshold(z, 1, 0), -1, 6) - 0.25 * F.relu(1 - z),
    "celu": F.celu,
    "celu(1.75)": lambda z: F.celu(z, 1.75),
    "hardSwish": F.hardswish,
    "elu": F.elu,
    "elu(1.75)": lambda z: F.elu(z, 1.75),
    "selu": F.selu,
    "gelu": F.gelu,
    "gelu(approximate)": lambda z: F.gelu(z, approximate="tanh"),
    "softplus": lambda z: F.softplus(z, threshold=1e9),
    "softsign": F.softsign,
    "swish": F.silu,
    "silu": F.silu,
    "mish": F.mish,
    "hardSigmoid": lambda z: torch.clamp(0.2 * z + 0.5, 0, 1),
    "exponential": torch.exp,
    "logSoftmax": lambda z: F.log_softmax(z, dim=-1),
}


def answers(name, f):
    rows = []
    for kind, row in ROWS.items():
        if kind == "ends" and name in ("exponential", "softplus"):
            row = row[:4]
        z = torch.tensor(row, dtype=torch.float32).double().requires_grad_()
        a = f(z)
        a.backward(torch.arange(1, len(row) + 1, dtype=torch.float64))
        rows.append({"z": z.tolist(), "a": a.tolist(), "dz": z.grad.tolist()})
    return rows


result = {"source": f"tests/vectors/activations.py, PyTorch {torch.__version__}, binary64"}
result |= {name: answers(name, f) for name, f in ACTIVATIONS.items()}
print(json.dumps(result, indent=1))

"""Makes exactActivations.json: activations as defined, and their derivatives, to 17 digits by mpmath.

Run: python -P exactActivations.py > exactActivations.json   (mpmath 1.3)
"""

import json
import struct
from mpmath import mp, mpf, diff, erfc, exp, log, nstr, sqrt, pi, tanh

# e^z - 1 and its kin lose as many digits as z has zeros, difference quotients as many again, 1 + tanh more than a thousand
mp.dps = 4000

# The last row: far left, where the formulas have been worst, and beside hardSigmoid's kinks.
Z = [-86.5, -19.25, -12.9, -9.0625, -5.1, -2.75, -2.4, -1.1, -0.37, -0.0031, -1e-20, 1e-20, 0.00029, 0.44, 0.9, 1.7, 2.3, 2.6, 4.85, 9.3, 17.4, 44.2,
     -108.5, -103.96875, -95.25, -13.75, -13.094292, -9.371985, -2.4999998, -2.5000002, 2.4999998, 5.0613804, 6.2582474, 16.230068]


def distribution(z):
    return erfc(-z / sqrt(mpf(2))) / 2


def elu(alpha):
    return lambda z: alpha * (exp(z) - 1) if z < 0 else z


def selu(z):
    scale, alpha = mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717")
    return scale * elu(alpha)(z)


def gelu_by_tanh(z):
    return z / 2 * (1 + tanh(sqrt(2 / pi) * (z + mpf("0.044715") * z**3)))


def celu(alpha):
    return lambda z: alpha * (exp(z / alpha) - 1) if z < 0 else z


def relu_with_options(z):
    return (z - 1) / 10 if z <= 1 else min(z, mpf(6))


ACTIVATIONS = {
    "celu": celu(1),
    "celu(1.5)": celu(mpf("1.5")),
    "elu": elu(1),
    "elu(1.5)": elu(mpf("1.5")),
    "exponential": exp,
    "gelu": lambda z: z * distribution(z),
    "gelu(approximate)": gelu_by_tanh,
    "hardSigmoid": lambda z: min(max(z / 5 + mpf("0.5"), mpf(0)), mpf(1)),
    "hardSwish": lambda z: z * min(max(z / 6 + mpf("0.5"), mpf(0)), mpf(1)),
    "leakyRelu": lambda z: z * mpf("0.3") if z < 0 else z,
    "leakyRelu(0.01)": lambda z: z * mpf("0.01") if z < 0 else z,
    "mish": lambda z: z * tanh(log(1 + exp(z))),
    "relu": lambda z: max(z, mpf(0)),
    "relu(maxValue 6, negativeSlope 0.1, threshold 1)": relu_with_options,
    "relu6": lambda z: min(max(z, mpf(0)), mpf(6)),
    "selu": selu,
    "sigmoid": lambda z: 1 / (1 + exp(-z)),
    "softplus": lambda z: log(1 + exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "swish": lambda z: z / (1 + exp(-z)),
    "tanh": tanh,
}


def float32(z):
    return struct.unpack("f", struct.pack("f", z))[0]


def answers(f):
    zs = [mpf(float32(z)) for z in Z]
    slopes = [diff(f, z, h=mpf(10) ** -200) for z in zs]
    return {"a": [float(nstr(f(z), 20)) for z in zs], "derivative": [float(nstr(s, 20)) for s in slopes]}


result = {"source": "tests/vectors/exactActivations.py, mpmath 1.3.0", "z": [float32(z) for z in Z]}
result |= {name: answers(f) for name, f in ACTIVATIONS.items()}
lines = [f' "{name}": {json.dumps(value)}' for name, value in result.items()]
print("{\n" + ",\n".join(lines) + "\n}")

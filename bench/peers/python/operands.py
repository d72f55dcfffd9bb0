"""The operands of ../work.ts, bit for bit, and its constants."""
import math

import numpy as np

LEARNING_RATE = 0.1
ADAM = {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
AXPY_ALPHA = 0.001
CHECKED = 16


def uniform(length, seed):
    h = np.arange(length, dtype=np.uint32) + np.uint32(seed * 0x9E3779B9 & 0xFFFFFFFF)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return ((h ^ (h >> np.uint32(16))) >> np.uint32(8)).astype(np.float32) * np.float32(2**-24)


def centred(length, seed):
    return uniform(length, seed) - np.float32(0.5)


def square(n, seed):
    return centred(n * n, seed).reshape(n, n)


def invertible(n):
    a = square(n, 1)
    a[np.diag_indices(n)] = (a.diagonal().astype(np.float64) + 2 * np.sqrt(n)).astype(np.float32)
    return a


def examples(work):
    n, inputs, classes = work["n"], work["input"], units(work)
    if inputs == [2]:
        return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array([[0], [1], [1], [0]], np.float32)
    x = np.maximum(np.float32(0), 5 * uniform(n * math.prod(inputs), 1) - 4).reshape(n, *inputs)
    return x, np.arange(n) % classes


def units(work):
    """Of the last layer."""
    return work["layers"][-1]["output"][0]


def weights(work):
    """Of each layer: kernels drawn as Glorot and Bengio's, biases 0."""
    return [
        [first_weights(shape, number + 1) for shape in layer["weights"]] for number, layer in enumerate(work["layers"])
    ]


def first_weights(shape, seed):
    if len(shape) == 1:
        return np.zeros(shape, np.float32)
    limit = np.float32(np.sqrt(6 / (math.prod(shape[:-2]) * sum(shape[-2:]))))
    return 2 * limit * centred(math.prod(shape), seed).reshape(shape)


def operands(work):
    """What a layer by itself is given: x, what comes back to it, its weights."""
    n, [layer] = work["n"], work["layers"]

    def make(shape, seed):
        return centred(math.prod(shape), seed).reshape(shape)

    own = [make(shape, i + 3) for i, shape in enumerate(layer["weights"])]
    return make([n, *work["input"]], 1), make([n, *layer["output"]], 2), own


def is_regression(work):
    return units(work) == 1

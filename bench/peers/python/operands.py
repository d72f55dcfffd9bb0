"""The operands of ../work.ts, bit for bit, and its constants."""
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
    sizes, n = work["sizes"], work["n"]
    if sizes[0] == 2:
        return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array([[0], [1], [1], [0]], np.float32)
    x = np.maximum(np.float32(0), 5 * uniform(n * sizes[0], 1) - 4).reshape(n, sizes[0])
    return x, np.arange(n) % sizes[-1]


def weights(work):
    """Of each layer: w, drawn as Glorot and Bengio's, and b, which is 0."""
    sizes = work["sizes"]
    return [
        (2 * square_root * centred(i * o, layer + 1).reshape(i, o), np.zeros(o, np.float32))
        for layer, (i, o) in enumerate(zip(sizes, sizes[1:]))
        for square_root in [np.float32(np.sqrt(6 / (i + o)))]
    ]


def is_regression(work):
    return work["sizes"][-1] == 1

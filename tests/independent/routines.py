"""Sections 3 and 4: sums and products in their order. NumPy's own sums are never used, for their order is not given."""

import math
import numpy as np
from .answers import F32

BLOCK = 4096  # section 3, rule 2

def matrix(m, n, x):
    return x.reshape(int(m), int(n))

def lanes_sum(rows):
    """Section 3, rule 2, of each row of a matrix."""
    columns, total = np.ascontiguousarray(rows.T), None
    for start in range(0, max(len(columns), 1), BLOCK):
        lanes = [np.zeros(len(rows), dtype=F32) for _ in range(4)]
        for i, column in enumerate(columns[start:start + BLOCK]):
            lanes[i % 4] = lanes[i % 4] + column
        block = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
        total = block if total is None else total + block
    return total

def vector_sum(x):
    return lanes_sum(x.reshape(1, -1))[0]

def nrm2(x):
    largest = float(np.max(np.abs(x), initial=0))  # NaN if any element is, else ∞ if any is
    if largest == 0 or not math.isfinite(largest):
        return F32(largest)
    e = max(math.frexp(largest)[1] - 1, -126)
    scaled = x * F32(2.0 ** -e)
    return np.sqrt(vector_sum(scaled * scaled)) * F32(2.0 ** e)

def gemm(trans_a, trans_b, m, n, k, alpha, a, b, beta, c):
    """Section 3, rule 1: one accumulator an element, the inner index ascends."""
    left = alpha * (matrix(m, k, a).T if trans_a == 'N' else matrix(k, m, a))  # row p meets row p of `right`
    right = matrix(k, n, b) if trans_b == 'N' else matrix(n, k, b).T
    total = np.zeros((int(m), int(n)), dtype=F32) if beta == 0 else beta * matrix(m, n, c)
    for l, r in zip(np.ascontiguousarray(left), np.ascontiguousarray(right)):
        total += l[:, None] * r[None, :]
    return total

def gemv(trans, m, n, alpha, a, x, beta, y):
    """A may be the first columns of an array with longer rows."""
    rows, inner = (int(m), int(n)) if trans == 'N' else (int(n), int(m))
    a = np.ascontiguousarray(a[:int(m), :int(n)]) if a.ndim == 2 else a
    return gemm(trans, 'N', rows, 1, inner, alpha, a, x[:inner], beta, y).reshape(-1)

def ger(m, n, alpha, x, y, a):
    return matrix(m, n, a) + (alpha * x).reshape(-1, 1) * matrix(1, n, y)

def larger_of_rows(x):
    largest = np.full(len(x), -np.inf, dtype=F32)
    for column in x.T:
        largest = np.where(column > largest, column, largest)  # `larger` of section 1
    return largest

def column_sums(m, n, x, beta, y):
    total = np.zeros(int(n), dtype=F32) if beta == 0 else beta * y.reshape(-1)
    for row in matrix(m, n, x):
        total = total + row
    return total

def softmaxes(exp, log):
    """The routines of section 4 that need functions of section 5."""
    def crossentropy(m, n, z, labels):
        z = matrix(m, n, z)
        shifted = z - larger_of_rows(z)[:, None]
        powers = exp(shifted)
        sums = lanes_sum(powers)
        return powers / sums[:, None], log(sums) - shifted[np.arange(len(z)), labels]

    return {'softmaxCrossentropy': crossentropy, 'softmax': lambda m, n, z: crossentropy(m, n, z, 0)[0]}

def swap_axes(m, a, b, n, x):
    return x.reshape([int(size) for size in (m, a, b, n)]).swapaxes(1, 2).reshape(-1)

def softmax_gradient(m, n, a, da):
    a, da = matrix(m, n, a), matrix(m, n, da)
    return a * (da - lanes_sum(da * a)[:, None])

def crossentropy_gradient(m, n, a, labels, scale):
    dz = matrix(m, n, a).copy()
    dz[np.arange(len(dz)), labels] -= F32(1)
    return dz * scale

TABLE = {
    'gemm': gemm, 'gemv': gemv, 'ger': ger, 'columnSums': column_sums,
    'rowSums': lambda m, n, x: lanes_sum(matrix(m, n, x)),
    'rowMaxima': lambda m, n, x: larger_of_rows(matrix(m, n, x)) + F32(0),
    'biasAdd': lambda m, n, b, x: matrix(m, n, x) + b.reshape(1, -1),
    'scaleRows': lambda m, n, s, x: matrix(m, n, x) * s.reshape(-1, 1),
    'scaleColumns': lambda m, n, s, x: matrix(m, n, x) * s.reshape(1, -1),
    'scal': lambda n, alpha, x: alpha * x, 'swapAxes': swap_axes,
    'softmaxGradient': softmax_gradient, 'softmaxCrossentropyGradient': crossentropy_gradient}

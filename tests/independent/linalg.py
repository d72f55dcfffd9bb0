"""Section 16, for binary32 arrays away from the ends of the range: nothing is scaled. Loops follow the text's order."""

import math
import numpy as np
from . import routines
from .answers import F32

def lu(a):
    """The factors in one matrix, and the exchanged rows."""
    a, pivots = a.copy(), []
    for j in range(len(a)):
        row = j + int(np.argmax(np.abs(a[j:, j])))  # the first of the largest
        pivots.append(row)
        a[[j, row]] = a[[row, j]]
        a[j + 1:, j] = a[j + 1:, j] / a[j, j]
        a[j + 1:, j + 1:] -= a[j + 1:, j, None] * a[None, j, j + 1:]  # p = j of every element; p ascends with j
    return a, pivots

def triangular(a, b, lower, unit=False):
    """x of a·x = b; unknowns that are solved first are taken off first."""
    x, n = b.copy(), len(b)
    for i in range(n) if lower else reversed(range(n)):
        others = slice(i + 1, n) if lower else slice(i)
        x[i] = x[i] if unit else x[i] / a[i, i]
        x[others] -= a[others, i, None] * x[i]
    return x

def solve(a, b):
    (factors, pivots), b = lu(a), b.copy()
    for i, row in enumerate(pivots):
        b[[i, row]] = b[[row, i]]
    return triangular(factors, triangular(factors, b, lower=True, unit=True), lower=False)

def solve_refined(a, b):
    x = solve(a, b)
    for k in range(b.shape[1]):
        column, before = x[:, k:k + 1], math.inf  # a view of x
        for _ in range(30):
            r = b[:, k:k + 1].astype(np.float64)
            for p in range(len(a)):
                r -= a[:, p, None].astype(np.float64) * float(column[p, 0])
            d = solve(a, r.astype(F32))
            size, largest = [float(np.abs(values).max()) for values in (d, column)]
            if not (size <= before / 2 and math.isfinite(size)):
                break
            column += d
            before = size
            if size <= 2.0 ** -24 * largest:
                break
    return x

def cholesky(a):
    a = a.copy()
    for j in range(len(a)):
        a[j, j] = np.sqrt(a[j, j])
        a[j + 1:, j] = a[j + 1:, j] / a[j, j]
        a[j + 1:, j + 1:] -= a[j + 1:, j, None] * a[None, j + 1:, j]  # p = j, as in lu
    return np.tril(a)

def reflections(a):
    """R in and above the diagonal, the vectors below it, and each tau."""
    a, taus = a.copy(), []
    for j in range(min(a.shape)):
        taus.append(F32(0))
        if routines.nrm2(a[j + 1:, j]) != 0:
            s, d = float(routines.nrm2(a[j:, j])), float(a[j, j])
            r = s if d < 0 else -s
            taus[j] = F32((r - d) / r)
            a[j + 1:, j] = (a[j + 1:, j].astype(np.float64) / (d - r)).astype(F32)
            a[j, j] = r
            reflect(a, j, taus[j], a[:, j + 1:])
    return a, taus

def reflect(a, j, tau, c):
    """Reflection j on columns c, whose rows from j on change; nothing where tau is 0."""
    if tau != 0:
        v, w = np.concatenate([[F32(1)], a[j + 1:, j]]), np.zeros(c.shape[1], dtype=F32)
        for i, value in enumerate(v):
            w = w + c[j + i] * value
        c[j:] = c[j:] + (-tau * v)[:, None] * w

def qr(a):
    factors, taus = reflections(a)
    q = np.eye(len(a), len(taus), dtype=F32)
    for j in range(len(taus))[::-1]:
        reflect(factors, j, taus[j], q)
    return {'q': q, 'r': np.triu(factors[:len(taus)])}

def least_squares(a, b):
    (factors, taus), b = reflections(a), b.copy()
    for j, tau in enumerate(taus):
        reflect(factors, j, tau, b)
    return triangular(factors, b[:a.shape[1]], lower=False)

def determinants(host, a):
    """determinant; sign and sum of logDeterminant."""
    factors, pivots = lu(a)
    product, total = (-1.0) ** sum(row != i for i, row in enumerate(pivots)), 0.0
    for pivot in np.diag(factors).tolist():
        product, total = product * pivot, total + host.log64(abs(pivot))
    return product, {'sign': 1 if product > 0 else -1, 'logAbs': total}

def eigen_symmetric(matrix):
    """Values ascending, and the vectors as columns, of the lower triangle; rotations in binary64."""
    n, lower = len(matrix), np.tril(matrix.astype(np.float64))
    a, vectors = lower + np.tril(lower, -1).T, np.eye(n)  # row i of `vectors` becomes the vector of value i
    for sweep in range(1, 61):
        for p in range(n):
            for q in range(p + 1, n):
                rotate(a, vectors, p, q, sweep)
    order = np.argsort(np.diag(a), kind='stable')
    signs = [math.copysign(1, max(vector, key=abs)) for vector in vectors]  # of the first of the largest
    columns = np.array([signs[i] * vectors[i] for i in order]).astype(F32).T
    return {'values': np.diag(a)[order].astype(F32), 'vectors': columns}

def rotate(a, vectors, p, q, sweep):
    e, app, aqq = a[p, q], a[p, p], a[q, q]
    if e != 0 and not (sweep >= 5 and all(abs(d) + 100 * abs(e) == abs(d) for d in (app, aqq))):
        theta = (aqq / 2 - app / 2) / e
        size = abs(theta)
        t = (-1.0 if theta < 0 else 1.0) / (2 * size if size > 1e150 else size + np.sqrt(theta * theta + 1))
        c = 1 / np.sqrt(t * t + 1)
        s = t * c
        x, y, v, w = a[p].copy(), a[q].copy(), vectors[p].copy(), vectors[q].copy()
        a[p] = a[:, p] = c * x - s * y
        a[q] = a[:, q] = s * x + c * y
        vectors[p], vectors[q] = c * v - s * w, s * v + c * w
        a[p, p], a[q, q] = app - t * e, aqq + t * e
    a[p, q] = a[q, p] = 0

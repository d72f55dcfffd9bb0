"""Makes linalg.json: factors, inverses, determinants, conditions and least squares by SciPy and LAPACK, binary64;
eigenvalues and eigenvectors by mpmath, 200 bits (LAPACK's own are off by up to 200 roundings here).

Run: python -P linalg.py > linalg.json   (NumPy 2, SciPy 1, mpmath)

The matrices hold multiples of 1/64, so that they are the same in binary32. Eigenvectors have the sign that makes their largest element
positive; Q and R are as LAPACK's reflections leave them.
"""

import json

import mpmath
import numpy as np
import scipy
from scipy import linalg

mpmath.mp.prec = 200
draw = np.random.default_rng(20260)


def matrix(rows, columns):
    return np.round(draw.uniform(-4, 4, (rows, columns)) * 64) / 64


def flat(a):
    return np.asarray(a, np.float64).ravel().tolist()


def square(n):
    a, b = matrix(n, n), matrix(n, 2)
    a[0] /= 4  # so that rows are exchanged
    lu, pivots = linalg.lu_factor(a)
    sign, log_abs = np.linalg.slogdet(a)
    return {
        "n": n, "a": flat(a), "b": flat(b), "lu": flat(lu), "pivots": pivots.tolist(), "inverse": flat(linalg.inv(a)), "x": flat(linalg.solve(a, b)),
        "determinant": float(linalg.det(a)), "sign": float(sign), "logAbs": float(log_abs), "condition": float(np.linalg.cond(a, 1)),
    }


def symmetric(n):
    a = matrix(n, n)
    a = np.tril(a) + np.tril(a, -1).T
    eigenvalues, eigenvectors = mpmath.eigsy(mpmath.matrix(a.tolist()))  # ascending
    values, vectors = np.array([float(v) for v in eigenvalues]), np.array(eigenvectors.tolist(), np.float64).reshape(n, n)
    assert (np.diff(values) > 0).all()
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(n)])
    definite = a + np.eye(n) * 4 * n
    l = linalg.cholesky(definite, lower=True)
    return {"n": n, "a": flat(a), "values": flat(values), "vectors": flat(vectors), "definite": flat(definite), "l": flat(l)}


def rectangular(m, n):
    a, b = matrix(m, n), matrix(m, 2)
    q, r = linalg.qr(a, mode="economic")
    entry = {"m": m, "n": n, "a": flat(a), "b": flat(b), "q": flat(q), "r": flat(r)}
    return entry if m < n else {**entry, "x": flat(linalg.lstsq(a, b)[0])}


answers = {
    "source": f"tests/vectors/linalg.py, SciPy {scipy.__version__}, NumPy {np.__version__}, binary64; eigenvalues mpmath {mpmath.__version__}",
    "square": [square(n) for n in (1, 2, 3, 5, 9)],
    "symmetric": [symmetric(n) for n in (1, 2, 4, 7)],
    "rectangular": [rectangular(m, n) for m, n in ((1, 1), (4, 2), (6, 6), (9, 4), (3, 5))],
}
print(json.dumps(answers))

"""Makes svd.json: singular values and vectors, pseudo-inverses, ranks, minimum-norm solutions and norms by NumPy,
binary64.

Run: python -P svd.py > svd.json   (NumPy 2)

The matrices hold multiples of 1/64, so that they are the same in binary32. Columns of U have the sign that makes their
first element of the largest magnitude positive, V that which goes with it. Of a matrix of rank r only r columns are
given.
"""

import json

import numpy as np

draw = np.random.default_rng(20261)


def matrix(rows, columns, most=4):
    return np.round(draw.uniform(-most, most, (rows, columns)) * 64) / 64


def flat(a):
    return np.asarray(a, np.float64).ravel().tolist()


def case(a, b):
    m, n = a.shape
    rank = int(np.linalg.matrix_rank(a))
    u, values, vt = np.linalg.svd(a, full_matrices=False)
    sign = np.sign(u[np.argmax(np.abs(u), axis=0), np.arange(u.shape[1])])
    u, v = (u * sign)[:, :rank], (vt.T * sign)[:, :rank]
    norms = [float(np.linalg.norm(a, kind)) for kind in (1, 2, np.inf, "fro", "nuc")]
    tolerance = max(m, n) * np.finfo(np.float64).eps
    return {
        "m": m,
        "n": n,
        "a": flat(a),
        "b": flat(b),
        "rank": rank,
        "u": flat(u),
        "values": flat(values),
        "v": flat(v),
        "norms": norms,
        "pinv": flat(np.linalg.pinv(a, rcond=tolerance)),
        "x": flat(np.linalg.lstsq(a, b, rcond=tolerance)[0]),
    }


def full(m, n):
    return case(matrix(m, n), matrix(m, 2))


def deficient(m, n, rank):
    return case(np.round(matrix(m, rank, 1) * 8) @ np.round(matrix(rank, n, 1) * 8) / 64, matrix(m, 2))


json.dump(
    {
        "source": f"NumPy {np.__version__}",
        "cases": [
            full(*size)
            for size in [(1, 1), (1, 4), (5, 1), (2, 2), (3, 3), (4, 3), (3, 5), (6, 6), (8, 5), (5, 9), (12, 12)]
        ]
        + [deficient(*size) for size in [(3, 3, 2), (4, 6, 2), (6, 4, 3), (7, 7, 1), (9, 8, 4)]],
    },
    fp=__import__("sys").stdout,
)
print()

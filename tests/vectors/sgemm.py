"""Makes sgemm.json: products of matrices by netlib's reference BLAS, to the last bit.

Run: python tests/vectors/sgemm.py   (needs NumPy and Debian's package libblas3, which is that reference: source lapack)

The reference is column-major: our row-major C = alpha op(A) op(B) + beta C is its C' = alpha op(B)' op(A)' + beta C', so its
operands are swapped. With B transposed it multiplies by alpha after the sum, so those cases have alpha 1 and beta 0.
"""

import ctypes
import json
from pathlib import Path

import numpy

LIBRARY = '/usr/lib/x86_64-linux-gnu/blas/libblas.so.3'
blas = ctypes.CDLL(LIBRARY)
draw = numpy.random.default_rng(20192)


def matrix(rows, columns, ld, kind):
    """A flat array with rows `ld` apart; what lies between is filled too."""
    size = (rows - 1) * ld + columns
    values = draw.uniform(-1, 1, size)
    if kind == 'wide':
        values *= 2.0 ** draw.integers(-75, 8, size)
    return values.astype(numpy.float32)


def sgemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc):
    result = c.copy()
    integer = lambda value: ctypes.byref(ctypes.c_int(value))
    real = lambda value: ctypes.byref(ctypes.c_float(value))
    address = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    blas.sgemm_(ctypes.c_char_p(trans_b.encode()), ctypes.c_char_p(trans_a.encode()), integer(n), integer(m), integer(k), real(alpha),
                address(b), integer(ldb), address(a), integer(lda), real(beta), address(result), integer(ldc))
    return result


def case(trans_a, trans_b, m, n, k, alpha, beta, kind):
    extra = draw.integers(0, 3, 3)
    a_shape = (m, k) if trans_a == 'N' else (k, m)
    b_shape = (k, n) if trans_b == 'N' else (n, k)
    lda, ldb, ldc = (int(columns + more) for columns, more in zip((a_shape[1], b_shape[1], n), extra))
    a, b, c = matrix(*a_shape, lda, kind), matrix(*b_shape, ldb, kind), matrix(m, n, ldc, kind)
    result = sgemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
    numbers = lambda array: [float(str(value)) for value in array]
    return {'transA': trans_a, 'transB': trans_b, 'm': m, 'n': n, 'k': k, 'alpha': alpha, 'lda': lda, 'ldb': ldb, 'beta': beta, 'ldc': ldc,
            'a': numbers(a), 'b': numbers(b), 'c': numbers(c), 'result': numbers(result)}


if __name__ == '__main__':
    cases = []
    for kind in ('uniform', 'wide'):
        for trans_a in 'NT':
            for m, n, k, alpha, beta in ((3, 5, 7, 1, 0), (7, 9, 4, 1, 1), (5, 3, 11, -0.7, 0.3), (2, 13, 31, 2.5, -1), (1, 4, 60, 1, 0), (6, 8, 2, 0.1, 0)):
                cases.append(case(trans_a, 'N', m, n, k, alpha, beta, kind))
            for m, n, k in ((3, 5, 7), (9, 4, 13), (2, 11, 40)):
                cases.append(case(trans_a, 'T', m, n, k, 1, 0, kind))
    lines = ',\n'.join('    ' + json.dumps(c) for c in cases)
    source = 'netlib reference BLAS 3.11.0 (Debian libblas3 3.11.0-2, amd64), tests/vectors/sgemm.py'
    Path(__file__).with_name('sgemm.json').write_text(f'{{\n  "source": {json.dumps(source)},\n  "cases": [\n{lines}\n  ]\n}}\n')

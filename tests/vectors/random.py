"""Makes random.json: uniform and normal numbers and shuffles from Philox 4x32-10, written a second time in Python.

Run: python tests/vectors/random.py   (needs mpmath and numpy; the file is written beside this script)

The normal numbers are computed with 200 bits from the stream's floats and rounded to binary32.
"""

import json
from pathlib import Path

import mpmath
import numpy

mpmath.mp.prec = 200
MASK = 0xFFFFFFFF


def philox(counter, key):
    c, (k0, k1) = list(counter), key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & MASK, (p0 >> 32) ^ c[3] ^ k1, p0 & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c


# The known-answer vectors of Random123 1.14 (kat_vectors, philox 4x32 10).
assert philox((0, 0, 0, 0), (0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
assert philox((MASK,) * 4, (MASK,) * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]


def words(seed, stream):
    block = 0
    while True:
        yield from philox((block & MASK, block >> 32, stream & MASK, stream >> 32), (seed & MASK, seed >> 32))
        block += 1


def floats(seed, stream):
    return (numpy.float32((w >> 8) / 2**24) for w in words(seed, stream))


def uniform(seed, stream, length, low, high):
    low, high, f = numpy.float32(low), numpy.float32(high), floats(seed, stream)
    return [float(low + next(f) * (high - low)) for _ in range(length)]


def normal(seed, stream, length, mean, deviation):
    f, out = floats(seed, stream), []
    while len(out) < length:
        u, v = mpmath.mpf(float(next(f))) + mpmath.mpf(2) ** -24, mpmath.mpf(float(next(f)))
        r = mpmath.sqrt(-2 * mpmath.log(u))
        out += [mean + deviation * r * mpmath.cos(2 * mpmath.pi * v), mean + deviation * r * mpmath.sin(2 * mpmath.pi * v)]
    return [float(numpy.float32(float(z))) for z in out[:length]]


def shuffle(seed, stream, length):
    w, items = words(seed, stream), list(range(length))
    for i in range(length - 1, 0, -1):
        bound = i + 1
        while True:
            product = next(w) * bound
            if (product & MASK) >= 2**32 % bound:
                break
        j = product >> 32
        items[i], items[j] = items[j], items[i]
    return items


def rows(function, *cases):
    return [{**dict(zip(('seed', 'stream', 'length', 'a', 'b'), case)), 'out': function(*case)} for case in cases]


large = 2**53 - 1
w = words(large, 2**40 + 5)
result = {
    'source': f'tests/vectors/random.py, mpmath {mpmath.__version__}, NumPy {numpy.__version__}',
    'words': [{'seed': large, 'stream': 2**40 + 5, 'out': [next(w) for _ in range(12)]}],
    'uniform': rows(uniform, (0, 0, 9, 0, 1), (7, 3, 10, -0.1, 0.3), (large, 2**33, 6, 5, 1000)),
    'normal': rows(normal, (0, 0, 9, 0, 1), (7, 3, 10, 0.5, 2), (large, 2**33, 6, -3, 0.125)),
    'shuffle': rows(shuffle, (0, 0, 10), (7, 3, 31), (large, 2**33, 5)),
}
text = ',\n'.join(
    f'  {json.dumps(name)}: ' + (json.dumps(v) if isinstance(v, str) else '[\n' + ',\n'.join(f'    {json.dumps(row)}' for row in v) + '\n  ]')
    for name, v in result.items()
)
Path(__file__).with_suffix('.json').write_text(f'{{\n{text}\n}}\n')

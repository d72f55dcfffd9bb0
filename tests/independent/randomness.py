"""Sections 7 and 8: Philox 4x32-10, streams, distributions, orders of epochs, noise in rows, first values."""

import functools
import math
import numpy as np
from .answers import F32

MASK = 0xffffffff
INITIALIZE, SHUFFLE, NOISE = 0, 1, 2  # section 7, purposes

def halves(number):
    """The lower and the upper 32 bits."""
    return number & MASK, number >> 32

def philox(counter, key):
    """Section 7. A word is a number, or an array of them for many blocks at once; the last axis has c₀ … c₃."""
    c0, c1, c2, c3 = [np.asarray(word, dtype=np.uint64) for word in counter]
    k0, k1 = key
    for _ in range(10):
        low0, high0 = halves(np.uint64(0xd2511f53) * c0)  # below 2⁶⁴, hence exact
        low1, high1 = halves(np.uint64(0xcd9e8d57) * c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ np.uint64(k0), low1, high0 ^ c3 ^ np.uint64(k1), low0
        k0, k1 = (k0 + 0x9e3779b9) & MASK, (k1 + 0xbb67ae85) & MASK
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3), axis=-1)

class Stream:
    """Section 7: the words of a stream, from its start; draws go on from where it stands."""

    def __init__(self, seed, number):
        self.seed, self.number, self.words, self.block = seed, number, [], 0

    def word(self):
        if not self.words:
            counter = [*halves(np.arange(self.block, self.block + 64)), *halves(self.number)]
            self.words, self.block = philox(counter, halves(self.seed)).reshape(-1).tolist()[::-1], self.block + 64
        return self.words.pop()

    def float(self):
        return (self.word() >> 8) * 2.0 ** -24  # exact in binary32

    def next_below(self, n):
        while True:
            low, high = halves(self.word() * n)
            if low >= 2 ** 32 % n:
                return high

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.next_below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def uniform(self, shape, low, high):
        low, high = F32(low), F32(high)
        values = np.array([low + F32(self.float()) * (high - low) for _ in range(math.prod(shape))], dtype=F32)
        return np.where(values < high, values, np.nextafter(high, F32(-np.inf))).reshape(shape)

    def normal(self, host, shape, mean, deviation, limit=math.inf):
        """*normal*, and with a limit of 2 *truncated normal*."""
        values, count = [], math.prod(shape)
        while len(values) < count:
            values += [v for v in host.normalPair(self.float(), self.float()) if not abs(v) > limit]
        return np.array([mean + deviation * value for value in values[:count]]).astype(F32).reshape(shape)

def epoch_order(seed, begun, examples, batch_size, shuffle):
    """Section 7, orders of an epoch; `shuffle` is true, false or 'batch'."""
    if not shuffle:
        return list(range(examples))
    stream, size = Stream(seed, SHUFFLE * 2 ** 32 + begun), batch_size if shuffle == 'batch' else 1
    whole = stream.shuffle(list(range(examples // size)))
    return [b * size + i for b in whole for i in range(size)] + list(range(examples // size * size, examples))

def noise(seed, steps_done, number, rows, width, normal=None, own=None):
    """Section 7, noise in rows: uniform, or normal as (host, deviation); `own` is a seed of the layer's own."""
    seed, number = (seed, number) if own is None else (own, 0)
    blocks = np.arange(-(-width // 4))[None, :]
    counter = [blocks, np.array(rows)[:, None], steps_done, number * 256 + NOISE]
    values = (philox(counter, halves(seed)).reshape(len(rows), -1) >> 8) * 2.0 ** -24
    if normal:
        host, deviation = normal
        values = np.array([[deviation * v for j in range(0, len(row), 2) for v in host.normalPair(*row[j:j + 2])]
                           for row in values.tolist()])
    return values[:, :width].astype(F32)

# Section 8: options of the named cases of varianceScaling, and defaults of the others.
SCALINGS = {'varianceScaling': {}, **{
    name + kind: {'scale': scale, 'mode': mode, 'distribution': distribution}
    for name, scale, mode in (('glorot', 1, 'fanAvg'), ('he', 2, 'fanIn'), ('lecun', 1, 'fanIn'))
    for kind, distribution in (('Uniform', 'uniform'), ('Normal', 'truncatedNormal'))}}
DEFAULTS = {'value': 0, 'gain': 1, 'minval': -0.05, 'maxval': 0.05, 'mean': 0, 'stddev': 0.05,
            'scale': 1, 'mode': 'fanIn', 'distribution': 'truncatedNormal'}

def first_values(host, name, options, shape, stream):
    """Section 8: a tensor's first values, from a stream at its start, or stream 0 of a seed of their own."""
    stream = stream if options.get('seed') is None else Stream(options['seed'], INITIALIZE * 2 ** 32)
    o = {**DEFAULTS, **SCALINGS.get(name, {}), **options}
    if name in SCALINGS:
        before = math.prod(shape[:-2])
        inputs, outputs = (shape[0], shape[0]) if len(shape) == 1 else (shape[-2] * before, shape[-1] * before)
        n = {'fanIn': inputs, 'fanOut': outputs, 'fanAvg': (inputs + outputs) / 2}[o['mode']]
        limit, deviation = F32(math.sqrt((3 * o['scale']) / n)), math.sqrt(o['scale'] / n)
        if o['distribution'] == 'truncatedNormal':
            return stream.normal(host, shape, 0, deviation / 0.8796256610342398, 2)
        return stream.uniform(shape, -limit, limit) if o['distribution'] == 'uniform' else stream.normal(
            host, shape, 0, deviation)
    match name:
        case 'zeros' | 'ones' | 'constant':
            return np.full(shape, F32({'zeros': 0, 'ones': 1, 'constant': o['value']}[name]))
        case 'identity':
            return np.eye(*shape, dtype=F32) * F32(o['gain'])
        case 'uniform' | 'randomUniform':
            return stream.uniform(shape, o['minval'], o['maxval'])
        case 'normal' | 'randomNormal' | 'truncatedNormal':
            return stream.normal(host, shape, o['mean'], o['stddev'], 2 if name == 'truncatedNormal' else math.inf)
        case 'orthogonal':
            return orthogonal(host, o['gain'], shape, stream)
    raise ValueError('section 8 has no %s' % name)

def orthogonal(host, gain, shape, stream):
    """Section 8: Gram and Schmidt's method, twice for each vector, in binary64."""
    rows, columns = math.prod(shape[:-1]), shape[-1]
    filled = stream.normal(host, (max(rows, columns), min(rows, columns)), 0, 1)
    vectors = filled.T.astype(np.float64).tolist()

    def product(a, b):
        return functools.reduce(lambda s, pair: s + pair[0] * pair[1], zip(a, b), 0.0)

    for j, v in enumerate(vectors):
        for q in 2 * vectors[:j]:
            s = product(q, v)
            v[:] = [b + (-s) * a for a, b in zip(q, v)]
        length = math.sqrt(product(v, v))
        v[:] = [b / length for b in v]
    result = np.array([[gain * b for b in v] for v in vectors]).astype(F32)
    return (result if columns > rows else result.T).reshape(shape)

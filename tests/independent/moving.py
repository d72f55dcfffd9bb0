"""Section 11: layers that the document tells of in words, since their lists are shown for one shape only.

Each is a function of the layer that gives two: y of the inputs, and the list of the inputs' gradients of dy.
"""

import functools
import math
import numpy as np
from . import routines
from .answers import F32
from .parts import Listed

MERGES = ('add', 'subtract', 'multiply', 'average', 'maximum', 'minimum')

def permute(layer):
    order = [0, *layer.options['dims']]
    return lambda x: x.transpose(order), lambda dy: [dy.transpose(np.argsort(order))]

def normalization(layer):
    own = [axis % len(layer.shape) for axis in layer.axes]
    shape = [size if axis in own else 1 for axis, size in enumerate(layer.shape)]
    mean, variance = [lambda name=name: layer.tensors[name].reshape(shape) for name in ('mean', 'variance')]
    deviation = lambda: np.maximum(np.sqrt(variance()), F32(1e-7))
    if layer.options['invert']:
        return lambda x: x * deviation() + mean(), lambda dy: [dy * deviation()]
    return lambda x: (x - mean()) / deviation(), lambda dy: [dy / deviation()]

def rescaling(layer):
    scale, offset = [np.array(layer.options[name]).astype(F32) for name in ('scale', 'offset')]
    return lambda x: x * scale + offset, lambda dy: [dy * scale]

def masking(layer):
    layer.mask_of = lambda x, masks=None: (x != F32(layer.options['maskValue'])).any(-1).astype(F32)
    return lambda x: x * layer.mask_of(x)[..., None], lambda dy: [None]

def glu(layer):
    axis, sigmoid = layer.axes[0], layer.contract.elementary['sigmoid']

    def forward(x):
        layer.a, layer.b = np.split(x, 2, axis)
        return layer.a * sigmoid(layer.b)

    def backward(dy):
        t = sigmoid(layer.b)
        return [np.concatenate([dy * t, dy * layer.a * (t * (F32(1) - t))], axis)]

    return forward, backward

def around(layer, option):
    """Two functions: one puts zeros around an image, the other takes away what is there."""
    given, axes = layer.options[option], len(layer.shape) - 1
    if not isinstance(given, list):
        given = [[given, given]] * axes
    elif not isinstance(given[0], list):
        given = [given] if axes == 1 else [[n, n] for n in given]
    ends = [(0, 0), *given, (0, 0)]  # nothing before and after the examples and the channels
    return lambda x: np.pad(x, ends), lambda x: x[tuple(slice(a, n - b) for (a, b), n in zip(ends, x.shape))]

def zero_padding(layer):
    pad, cut = around(layer, 'padding')
    return pad, lambda dy: [cut(dy)]

def cropping(layer):
    pad, cut = around(layer, 'cropping')
    return cut, lambda dy: [pad(dy)]

def shares(size, bilinear):
    """Of each output of an element: its share, its neighbour's, and whether that is the one before (−1) or after."""
    for p in range(size):
        off = (p + 0.5) / size - 0.5 if bilinear else 0.0
        yield F32(1 - abs(off)), F32(abs(off)), (off > 0) - (off < 0)

def enlarged(x, axis, size, bilinear):
    x = np.moveaxis(x, axis, 0)
    beside = {-1: np.concatenate([x[:1], x[:-1]]), 1: np.concatenate([x[1:], x[-1:]])}
    parts = [own * x + other * beside[side] if side else x for own, other, side in shares(size, bilinear)]
    return np.moveaxis(np.stack(parts, 1).reshape((-1,) + x.shape[1:]), 0, axis)

def shrunk(dy, axis, size, bilinear):
    dy = np.moveaxis(dy, axis, 0)
    dy = dy.reshape((-1, size) + dy.shape[1:])
    dx, beside = np.zeros(dy[:, 0].shape, F32), {side: np.zeros(dy[:, 0].shape, F32) for side in (-1, 1)}
    for p, (own, other, side) in enumerate(shares(size, bilinear)):
        dx = dx + own * dy[:, p]
        if side:
            beside[side] = beside[side] + other * dy[:, p]
    if bilinear:
        dx = dx + np.concatenate([beside[-1][1:], beside[1][-1:]])
        dx = dx + np.concatenate([beside[-1][:1], beside[1][:-1]])
    return np.moveaxis(dx, 0, axis)

def up_sampling(layer):
    size, bilinear = layer.options['size'], layer.options.get('interpolation') == 'bilinear'
    sizes = size if isinstance(size, list) else [size] * (len(layer.shape) - 1)
    each = [(axis, n, bilinear) for axis, n in enumerate(sizes, 1)]
    return (lambda x: functools.reduce(lambda x, axis: enlarged(x, *axis), each[::-1], x),
            lambda dy: [functools.reduce(lambda dy, axis: shrunk(dy, *axis), each, dy)])

def repeat_vector(layer):
    n = layer.options['n']
    return lambda x: enlarged(x[:, None], 1, n, False), lambda dy: [shrunk(dy, 1, n, False)[:, 0]]

def concatenate(layer):
    axis = layer.axes[0]
    ends = np.cumsum([shape[axis] for shape in layer.shapes])[:-1]
    return lambda *x: np.concatenate(x, axis), lambda dy: np.split(dy, ends, axis)

def repeated(x, shape):
    """x as often as y's shape needs it."""
    return np.broadcast_to(x.reshape(x.shape[:1] + (1,) * (len(shape) + 1 - x.ndim) + x.shape[1:]), x.shape[:1] + shape)

def gathered(gradient, shape):
    """The gradient of an input that was repeated: a sum along each run of axes, the first run first."""
    own = (len(gradient),) + (1,) * (gradient.ndim - 1 - len(shape)) + shape
    longer = [a < b for a, b in zip(own, gradient.shape)] + [False]
    if not any(longer):
        return gradient.reshape(own[:1] + shape)
    start = longer.index(True)
    end = longer.index(False, start)
    blocks = gradient.reshape(-1, math.prod(gradient.shape[start:end]), math.prod(gradient.shape[end:]))
    sums = routines.lanes_sum(blocks[:, :, 0]) if blocks.shape[2] == 1 else functools.reduce(
        np.add, blocks.swapaxes(0, 1), F32(0))
    return gathered(sums.reshape(gradient.shape[:start] + own[start:end] + gradient.shape[end:]), shape)

def counting(x, mask):
    """Which elements of x count."""
    return np.ones(x.shape, bool) if mask is None else np.broadcast_to(
        (mask > 0).reshape(mask.shape + (1,) * (x.ndim - mask.ndim)), x.shape)

def global_average(layer):
    def forward(x):
        layer.valid = counting(x, layer.masks[0])
        layer.count = np.maximum(layer.valid.sum(1, keepdims=True), 1).astype(F32)
        total = np.zeros_like(x[:, :1])
        for t in range(x.shape[1]):
            total = np.where(layer.valid[:, t:t + 1], total + x[:, t:t + 1], total)
        return total / layer.count if layer.options['keepDims'] else (total / layer.count)[:, 0]

    def backward(dy):
        return [np.where(layer.valid, dy.reshape(layer.count.shape) / layer.count, F32(0)) + F32(0)]

    return forward, backward

def element_wise(layer):
    """By the lists, which show three inputs: lines with an input that there is not are left out, and the 3 by which
    average divides is the number of inputs."""
    count, shape = len(layer.shapes), np.broadcast_shapes(*layer.shapes)
    if count > 3:
        raise ValueError('section 11 shows no more than three inputs')
    layer.lists = {which: [line.replace('⊘ 3', '⊘ %d' % count) for line in lines if count == 3 or 'x3' not in line]
                   for which, lines in layer.lists.items()}

    read_as = {'multiply': 1, 'maximum': -np.inf, 'minimum': np.inf}.get(layer.kind)  # what a mask leaves out

    def forward(*x):
        masks = layer.masks if read_as else [None] * count
        layer.valid = [repeated(counting(*each), shape) for each in zip(x, masks)]
        some = functools.reduce(np.logical_or, layer.valid)
        if layer.kind != 'multiply':
            layer.valid[0] = layer.valid[0] | ~some
        inputs = {'x%d' % i: np.where(valid, repeated(own, shape), F32(read_as or 0))
                  for i, own, valid in zip(range(1, 4), x, layer.valid)}
        y = layer.run('forward', m=len(x[0]), n=math.prod(shape), **inputs)['y'].reshape((-1,) + shape)
        return np.where(some, y, F32(0)) if layer.kind == 'multiply' else y

    def backward(dy):
        values = layer.run('backward', dy=dy)
        return [gathered(np.where(valid, values['dx%d' % i].reshape(dy.shape), F32(0)), own)
                for i, own, valid in zip(range(1, 4), layer.shapes, layer.valid)]

    return forward, backward

def products(a, b):
    """Of each example's matrices, by rule 1 of section 3."""
    total = np.zeros((len(a), a.shape[1], b.shape[2]), dtype=F32)
    for p in range(a.shape[2]):
        total += a[:, :, p, None] * b[:, None, p]
    return total

def dot(layer):
    """Rows along the axes, which with `normalize` unitNormalization has run on."""
    axes = layer.options['axes']
    axes = axes if isinstance(axes, list) else [axes, axes]
    units = [Listed(layer.contract, 'layers', 'unitNormalization') for _ in axes]

    def forward(*x):
        moved = [np.moveaxis(own, axis, -1) for own, axis in zip(x, axes)]
        layer.moved = [own.shape for own in moved]
        rows = [own.reshape(len(own), -1, own.shape[-1]) for own in moved]
        if layer.options['normalize']:
            rows = [unit.run('forward', x=own, m=own.shape[0] * own.shape[1], n=own.shape[2])['y'].reshape(own.shape)
                    for unit, own in zip(units, rows)]
        layer.x1, layer.x2 = rows
        rest = layer.moved[0][1:-1] + layer.moved[1][1:-1]
        return products(layer.x1, layer.x2.swapaxes(1, 2)).reshape((-1,) + (rest or (1,)))

    def backward(dy):
        dy = dy.reshape(len(dy), layer.x1.shape[1], layer.x2.shape[1])
        dx = [products(dy, layer.x2), products(dy.swapaxes(1, 2), layer.x1)]
        if layer.options['normalize']:
            dx = [unit.run('backward', dy=own)['dx'] for unit, own in zip(units, dx)]
        return [np.moveaxis(own.reshape(shape), -1, axis) for own, shape, axis in zip(dx, layer.moved, axes)]

    return forward, backward

TABLE = {
    'masking': masking, 'globalAveragePooling1D': global_average,
    'permute': permute, 'normalization': normalization, 'rescaling': rescaling,
    'glu': glu, 'repeatVector': repeat_vector, 'concatenate': concatenate,
    'dot': dot, 'zeroPadding1D': zero_padding, 'zeroPadding2D': zero_padding, 'cropping1D': cropping,
    'cropping2D': cropping, 'upSampling1D': up_sampling, 'upSampling2D': up_sampling,
    **dict.fromkeys(MERGES, element_wise)}

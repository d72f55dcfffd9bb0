"""Section 11: layers that move, repeat or leave out the elements of an example."""

import numpy as np
from .answers import F32

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

def gathered(dy, axis, size, bilinear):
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

KINDS = ('cropping1D', 'cropping2D', 'glu', 'permute', 'repeatVector', 'upSampling1D', 'upSampling2D', 'zeroPadding1D',
         'zeroPadding2D')

class Mover:
    """A layer of these; it has no tensors. `sigmoid` is that of section 5."""

    def __init__(self, kind, options, shape, sigmoid):
        self.kind, self.options, self.shape, self.sigmoid, self.names = kind, options, tuple(shape), sigmoid, [[], []]
        self.tensors, self.gradients, self.activation, self.activity = {}, {}, None, None

    def output_shape(self):
        return self.forward(np.zeros((1,) + self.shape, F32)).shape[1:]

    def ends(self):
        """What lies before and after each axis, the batch's and the channels' too."""
        given, axes = self.options.get('padding', self.options.get('cropping')), len(self.shape) - 1
        if isinstance(given, list) and not isinstance(given[0], list):
            given = [given] if axes == 1 else [[n, n] for n in given]
        return [(0, 0), *([[given, given]] * axes if not isinstance(given, list) else given), (0, 0)]

    def cut(self, x):
        return x[tuple(slice(a, n - b) for (a, b), n in zip(self.ends(), x.shape))]

    def each_axis(self):
        size, axes = self.options['size'], range(1, len(self.shape))
        sizes = size if isinstance(size, list) else [size] * len(axes)
        return [(axis, n, self.options.get('interpolation') == 'bilinear') for axis, n in zip(axes, sizes)]

    def forward(self, x, training=None):
        if self.kind == 'glu':
            axis = self.options['axis'] % x.ndim
            self.halves = np.split(x, 2, axis=axis)
            return self.halves[0] * self.sigmoid(self.halves[1])
        if self.kind == 'permute':
            return x.transpose([0, *self.options['dims']])
        if self.kind == 'repeatVector':
            return np.repeat(x[:, None], self.options['n'], axis=1)
        if self.kind.startswith('upSampling'):
            for axis in reversed(self.each_axis()):
                x = enlarged(x, *axis)
            return x
        return np.pad(x, self.ends()) if 'Padding' in self.kind else self.cut(x)

    def backward(self, dy, carry):
        if self.kind == 'glu':
            (a, b), axis = self.halves, self.options['axis'] % dy.ndim
            t = self.sigmoid(b)
            return np.concatenate([dy * t, dy * a * (t * (F32(1) - t))], axis=axis)
        if self.kind == 'permute':
            return dy.transpose(np.argsort([0, *self.options['dims']]))
        if self.kind == 'repeatVector':
            return gathered(dy, 1, dy.shape[1], False)[:, 0]
        if self.kind.startswith('upSampling'):
            for axis in self.each_axis():
                dy = gathered(dy, *axis)
            return dy
        return self.cut(dy) if 'Padding' in self.kind else np.pad(dy, self.ends())

    def finish(self):
        """There is no state."""

"""Section 11: layers of several inputs, as the document tells of them in words."""

import functools
import math
import operator
import numpy as np
from . import routines
from .answers import F32

def repeated(x, shape):
    return np.broadcast_to(x.reshape((len(x),) + (1,) * (len(shape) + 1 - x.ndim) + x.shape[1:]), (len(x),) + shape)

def gathered(gradient, shape):
    """The gradient of an input that was repeated: a sum along each run of axes, the first run first."""
    own, whole, axis = (len(gradient),) + (1,) * (gradient.ndim - 1 - len(shape)) + shape, gradient.shape, 1
    while axis < len(whole):
        end = axis
        while end < len(whole) and own[end] < whole[end]:
            end += 1
        if end > axis:
            count, after = math.prod(whole[axis:end]), math.prod(whole[end:])
            blocks = gradient.reshape(-1, count, after)
            gradient = routines.lanes_sum(blocks[:, :, 0]) if after == 1 else functools.reduce(
                np.add, blocks.swapaxes(0, 1), F32(0))
        axis = max(end, axis + 1)
    return gradient.reshape(own[:1] + shape)

def element_wise(operation):
    """A sum, a difference or a product: y, and the gradient of input i."""
    def gradient(dy, x, y, i):
        others = x[:i] + x[i + 1:] if operation is operator.mul else []
        return functools.reduce(operator.mul, others, -dy if operation is operator.sub and i == 1 else dy)
    return lambda x: functools.reduce(operation, x), gradient

def extreme(better):
    """The first of equals counts, the last of NaN."""
    def which(x):
        y, place = x[0], np.zeros(x[0].shape)
        for i, other in enumerate(x[1:], 1):
            takes = better(y, other) | np.isnan(other)
            y, place = np.where(takes, other, y), np.where(takes, i, place)
        return y, place
    return lambda x: which(x)[0], lambda dy, x, y, i: np.where(which(x)[1] == i, dy, F32(0))

ELEMENT_WISE = {
    'add': element_wise(operator.add), 'subtract': element_wise(operator.sub), 'multiply': element_wise(operator.mul),
    'average': (lambda x: functools.reduce(operator.add, x) / F32(len(x)), lambda dy, x, y, i: dy / F32(len(x))),
    'maximum': extreme(np.less), 'minimum': extreme(np.greater)}
KINDS = (*ELEMENT_WISE, 'concatenate', 'dot')

class Merge:
    """A layer of several inputs; `unit(axis, shape)` makes a unitNormalization."""

    def __init__(self, kind, options, shapes, unit):
        self.kind, self.shapes, self.names = kind, [tuple(shape) for shape in shapes], [[], []]
        self.tensors, self.gradients, self.activation, self.activity = {}, {}, None, None
        axes = options.get('axes', options.get('axis', -1))
        self.axes = [axis % (len(shape) + 1) for shape, axis in zip(
            shapes, axes if isinstance(axes, list) else [axes] * len(shapes))]
        self.units = [unit(axis, shape) for axis, shape in zip(self.axes, shapes)] if options.get('normalize') else []

    def output_shape(self):
        if self.kind == 'concatenate':
            axis, first = self.axes[0] - 1, self.shapes[0]
            return first[:axis] + (sum(shape[axis] for shape in self.shapes),) + first[axis + 1:]
        if self.kind == 'dot':
            rest = [shape[:axis - 1] + shape[axis:] for shape, axis in zip(self.shapes, self.axes)]
            return rest[0] + rest[1] or (1,)
        return np.broadcast_shapes(*self.shapes)

    def forward(self, *x, training=None):
        if self.kind == 'concatenate':
            return np.concatenate(x, axis=self.axes[0])
        if self.kind == 'dot':
            x = [unit.forward(own) for unit, own in zip(self.units, x)] or x
            self.x = [np.moveaxis(own, axis, -1) for own, axis in zip(x, self.axes)]
            rows = [own.reshape(len(own), -1, own.shape[-1]) for own in self.x]
            return products('N', 'T', *rows).reshape((len(x[0]),) + self.output_shape())
        self.x = [repeated(own, self.output_shape()) for own in x]
        self.y = ELEMENT_WISE[self.kind][0](self.x)
        return self.y

    def backward(self, dy, carry):
        if self.kind == 'concatenate':
            ends = np.cumsum([shape[self.axes[0] - 1] for shape in self.shapes])
            return np.split(dy, ends[:-1], axis=self.axes[0])
        if self.kind == 'dot':
            x1, x2 = [own.reshape(len(own), -1, own.shape[-1]) for own in self.x]
            dy = dy.reshape(len(dy), x1.shape[1], x2.shape[1])
            found = [np.moveaxis(dx.reshape(own.shape), -1, axis) for dx, own, axis in zip(
                (products('N', 'N', dy, x2), products('T', 'N', dy, x1)), self.x, self.axes)]
            return [unit.backward(dx, carry) for unit, dx in zip(self.units, found)] or found
        return [gathered(ELEMENT_WISE[self.kind][1](dy, self.x, self.y, i), shape)
                for i, shape in enumerate(self.shapes)]

    def finish(self):
        """There is no state."""

def products(trans_a, trans_b, a, b):
    """A gemm an example."""
    return np.stack([routines.gemm(
        trans_a, trans_b, *(own_a.shape if trans_a == 'N' else own_a.shape[::-1])[:1],
        own_b.shape[trans_b == 'N'], own_a.shape[trans_a == 'N'], F32(1), own_a, own_b, 0, None)
        for own_a, own_b in zip(a, b)])

"""Sections 10, 12 and 13: activations, losses, regularizers, constraints."""

import math
import numpy as np
from .answers import F32

def heading(name, options):
    """`elu({ alpha: 0.7 })`, as sections 10 and 12 write it; what is false is a default."""
    texts = ['%s: %s' % (key, str(value).lower()) for key, value in options.items() if value is not False]
    return '%s({ %s })' % (name, ', '.join(texts)) if texts else name

class Listed:
    """Something with lists; `values` are its operands and scratch, which last from forward to backward."""

    def __init__(self, contract, block, title, **values):
        self.contract, self.lists, self.values = contract, contract.lists[block][title], values

    def run(self, which, **operands):
        self.values.update({name: operand.reshape(-1) if isinstance(operand, np.ndarray) else operand
                            for name, operand in operands.items()})
        self.contract.run(self.lists, which, self.values)
        return self.values

def counted(axes, shape):
    """Section 11: axes, counted with the batch as 0, or from the last, as numbers below 0, ascending."""
    return sorted(int(axis) % (len(shape) + 1) - len(shape) - 1 for axis in np.atleast_1d(axes))

def to_rows(x, axes):
    """Section 11: rows along axes, as `counted` has them; the other axes come before."""
    return np.moveaxis(x, axes, range(-len(axes), 0))

def from_rows(rows, axes, shape):
    return np.moveaxis(rows.reshape(to_rows(np.empty(shape), axes).shape), range(-len(axes), 0), axes)

class Activation(Listed):
    """Section 10."""

    def __init__(self, contract, name, options):
        self.axis = options.get('axis', -1)
        super().__init__(contract, 'activations', heading(name, {**options, 'axis': False}))

    def forward(self, z):
        n = z.shape[self.axis]
        a = self.run('forward', z=to_rows(z, [self.axis]), m=z.size // n, n=n)['a']
        return from_rows(a, [self.axis], z.shape)

    def backward(self, da):
        return from_rows(self.run('backward', da=to_rows(da, [self.axis]))['dz'], [self.axis], da.shape)

def loss_heading(name, options, after=''):
    """What section 9 says of all losses changes no list."""
    own = {key: value for key, value in options.items() if key not in ('ignoreClass', 'reduction')}
    return heading(name, own) + (' right after ' + after if after else '')

class Loss(Listed):
    """Section 12; `after` is the activation that the loss stands for, or ''."""

    def __init__(self, contract, name, options, after=''):
        self.ignored, self.reduction = options.get('ignoreClass'), options.get('reduction')
        super().__init__(contract, 'losses', loss_heading(name, options, after))
        self.input, self.result = ('z', 'dz') if after else ('a', 'da')

    def forward(self, output, y):
        """The losses of the examples; the output is z where the loss stands for an activation."""
        self.shape, y = output.shape, y if self.ignored is None else np.where(y == self.ignored, 0, y)
        return self.run('forward', y=y, m=len(output), outputs=output.shape[1], **{self.input: output})['L']

    def mask_of(self, y, mask):
        """Section 9: which rows count, those with the label to be ignored left out."""
        if self.ignored is None:
            return mask
        counted = (y != self.ignored).astype(F32)
        return counted if mask is None else mask * counted.reshape(mask.shape)

    def backward(self, scale):
        return self.run('backward', scale=scale)[self.result].reshape(self.shape)

    def output(self):
        """What the network gives, after its last activation."""
        return self.values['a'].reshape(self.shape)

class Regularizer(Listed):
    """Section 13. Its two lines stand under no list's name; they give `terms` and `dw`."""

    def __init__(self, contract, name, options):
        super().__init__(contract, 'regularizers', name, **{'l1': 0.01, 'l2': 0.01, **options})

    def of(self, w, dw, scale):
        values = self.run('', w=w, dw=dw, scale=scale)
        return values['terms'], values['dw'].reshape(w.shape)

class Constraint(Listed):
    """Section 13."""

    def __init__(self, contract, name, options):
        o = {'axis': 0, 'rate': 1, 'minValue': 0, 'maxValue': 1 if name == 'minMaxNorm' else 2, **options}
        self.axes = np.atleast_1d(o.pop('axis'))
        super().__init__(contract, 'constraints', name, **o)
        if 0 not in self.axes:  # the axes are the last ones
            for old, new in (('columnSums(rows, columns, squares, 0, factors)', 'rowSums(rows, columns, squares)'),
                             ('scaleColumns', 'scaleRows'), ('factors columns', 'factors rows')):
                self.lists = {key: [line.replace(old, new) for line in lines] for key, lines in self.lists.items()}

    def apply(self, w):
        count = math.prod(w.shape[axis] for axis in self.axes)
        rows, columns = (count, w.size // count) if 0 in self.axes else (w.size // count, count)
        return self.run('update', w=w, rows=rows, columns=columns)['w'].reshape(w.shape)

"""Sections 10, 12 and 13: activations, losses, regularizers, constraints."""

import math
import numpy as np

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

class Rows:
    """Section 11: arrays of a shape as rows along some axes, counted with the batch as 0."""

    def __init__(self, shape, axes):
        self.axes = sorted(axis % (len(shape) + 1) for axis in axes)
        self.order = [axis for axis in range(len(shape) + 1) if axis not in self.axes] + self.axes
        self.n = math.prod(shape[axis - 1] for axis in self.axes)

    def of(self, x):
        return x.transpose(self.order)

    def back(self, rows, shape):
        if self.order == sorted(self.order):
            return rows.reshape(shape)
        return rows.reshape([shape[axis] for axis in self.order]).transpose(np.argsort(self.order))

class Activation(Listed):
    """Section 10."""

    def __init__(self, contract, name, options):
        self.axis = options.get('axis', -1)
        super().__init__(contract, 'activations', heading(name, {**options, 'axis': False}))

    def forward(self, z):
        self.rows = Rows(z.shape[1:], [self.axis])
        m, n = z.size // self.rows.n, self.rows.n
        return self.rows.back(self.run('forward', z=self.rows.of(z), m=m, n=n)['a'], z.shape)

    def backward(self, da):
        return self.rows.back(self.run('backward', da=self.rows.of(da))['dz'], da.shape)

class Loss(Listed):
    """Section 12; `after` is the activation that the loss stands for, or ''."""

    def __init__(self, contract, name, options, after=''):
        super().__init__(contract, 'losses', heading(name, options) + (' right after ' + after if after else ''))
        self.input, self.result = ('z', 'dz') if after else ('a', 'da')

    def forward(self, output, y):
        """The losses of the examples; the output is z where the loss stands for an activation."""
        self.shape = output.shape
        return self.run('forward', y=y, m=len(output), outputs=output.shape[1], **{self.input: output})['L']

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

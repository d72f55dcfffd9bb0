"""Section 11: layers."""

import math
import re
import numpy as np
from . import images, merging, moving, randomness
from .answers import F32
from .parts import Activation, Listed, Regularizer, Rows

ALPHA = -1.7580993408473766  # section 6, a and b of alpha dropout

class Layer(Listed):
    """Section 11. `number` is that of its call; an option that is a part is (name, options)."""

    def __init__(self, contract, kind, options, shape, number):
        o = {**contract.of_layers[kind], **options}
        self.kind, self.options, self.number, self.shape = kind, o, number, tuple(shape)
        fits = {title: len(conditions) for title, (of_kind, conditions) in contract.of_listings.items()
                if of_kind == kind and conditions.items() <= o.items()}
        super().__init__(contract, 'layers', max(fits, key=fits.get), ε=o.get('epsilon'), **{
            name: o[name] for name in ('momentum', 'units', 'rate') if name in o})
        if kind == 'rescaling':
            self.values.update({name: np.array(o[name]).astype(F32) for name in ('scale', 'offset')})
        axes = np.atleast_1d(o.get('axis', -1))
        if kind == 'prelu':
            axes = [axis for axis in range(1, len(shape) + 1) if axis not in (o['sharedAxes'] or [])]
        self.rows = Rows(self.shape, axes)
        self.sizes = self.sizes_of_example()
        if 'rate' in o:  # section 6
            rate = o['rate']
            a = 1 / math.sqrt((1 - rate) * (1 + (rate * ALPHA) * ALPHA))
            self.values.update({'factor': 1 / (1 - rate), 'a': a, 'b': ((-a) * ALPHA) * rate})
        lacking = {name for name, option in (
            ('beta', 'center'), ('gamma', 'scale'), ('b', 'useBias')) if o.get(option) is False}
        names = dict(line.split(': ') for line in self.lists[''] if ': ' in line) if '' in self.lists else {}
        self.names = [[name for name in names.get(key, '').split(', ') if name and name not in lacking]
                      for key in ('parameters', 'state')]
        self.lists = {which: [line for line in lines if which == '' or not lacking & set(re.findall(r'\w+', line))]
                      for which, lines in self.lists.items()}
        self.activation = Activation(contract, *o['activation']) if o.get('activation') else None
        self.activity = Regularizer(contract, *o['activityRegularizer']) if o.get('activityRegularizer') else None
        self.tensors, self.gradients = {}, {}  # parameters and state by name; ∇ of parameters

    def part(self, tensor, ending):
        """(name, options) of a tensor's initializer, regularizer or constraint, or None."""
        for option, default in self.contract.of_tensors[self.kind][tensor].items():
            if option.endswith(ending):
                return self.options.get(option) or default and (default, {})

    def sizes_of_example(self):
        """The sizes that lists name, for layers whose m counts examples."""
        o, n, size = self.options, self.rows.n, math.prod(self.shape)
        if self.kind == 'groupNormalization':
            groups = n if o['groups'] == -1 else o['groups']
            places, each = size // n, n // groups
            return {'channels': n, 'groups': groups, 'each': each, 'places': places, 'n': places * each}
        if 'onv' not in self.kind and 'Pooling' not in self.kind:
            return {}
        filters, groups = o.get('filters') or n * o.get('depthMultiplier', 1), o.get('groups', 1)
        window = images.window_of(self.shape[:-1], o, self.turned())
        self.image = window[:2] if self.turned() else window[2:4]
        return {'window': window, 'c': n // groups, 'f': filters // groups, 'groups': groups, 'channels': n, 'n': n,
                'filters': filters, 'outputs': math.prod(self.image), 'depthMultiplier': o.get('depthMultiplier'),
                'between': n * o.get('depthMultiplier', 1)}

    def turned(self):
        return self.kind.endswith('Transpose')

    def output_shape(self):
        if 'window' in self.sizes:
            filters = (self.sizes['filters'],)
            return filters if self.options.get('keepDims') is False else self.image[-len(self.shape) + 1:] + filters
        if self.kind == 'flatten':
            return (math.prod(self.shape),)
        return self.shape[:-1] + (self.options['units'],) if self.kind == 'dense' else self.shape

    def tensor_shape(self, name):
        o, s = self.options, self.sizes
        if 'window' in s and name != 'b':
            kernel = s['window'][4:6][-len(self.shape) + 1:]
            depthwise = kernel + (s['channels'], s['depthMultiplier'])
            return (1,) * len(kernel) + (s['between'], s['filters']) if name == 'pointwise' else (
                depthwise if s['depthMultiplier'] else
                kernel + ((s['filters'], s['channels']) if self.turned() else (s['c'], s['filters'])))
        shared = o.get('sharedAxes') or []
        return {'w': (self.shape[-1], o.get('units')), 'b': self.output_shape()[-1:],
                'alpha': tuple(1 if axis in shared else size for axis, size in enumerate(self.shape, 1)),
                }.get(name, tuple(self.shape[axis - 1] for axis in self.rows.axes))

    def forward(self, x, training=None):
        """`training` is (seed, steps done, rows in the whole batch), or None outside of training."""
        shape = (len(x),) + self.output_shape()
        if 'forward' not in self.lists:
            return x.reshape(shape)
        n = self.rows.n
        m = len(x) if self.sizes else x.size // n
        if training and self.options.keys() & {'rate', 'stddev'}:
            seed, steps_done, rows = training
            normal = (self.contract.host, self.options['stddev']) if self.kind == 'gaussianNoise' else None
            places = m // len(x) if self.kind.startswith('spatial') else 1  # which share their noise
            noise = randomness.noise(seed, steps_done, self.number, rows, x.size // len(x) // places, normal)
            self.values['noise'] = np.repeat(noise, places, axis=0).reshape(m, n)
        which = 'train' if training and 'train' in self.lists else 'forward'
        values = {'m': m, 'n': n, 'inputs': n, **self.sizes, **self.tensors}
        return self.rows.back(self.run(which, x=self.rows.of(x), **values)['y'], shape)

    def backward(self, dy, carry):
        shape = (len(dy),) + self.shape
        if 'backward' not in self.lists:
            return dy.reshape(shape)
        gradients = {'∇' + name: self.gradients.get(name) for name in self.names[0]}
        rows = dy.reshape(-1, dy.shape[-1]) if dy.shape[1:] != self.shape else self.rows.of(dy)
        values = self.run('backward', dy=rows, carry=carry, **gradients)
        self.gradients = {name: values['∇' + name].reshape(self.tensor_shape(name)) for name in self.names[0]}
        return self.rows.back(values['dx'], shape)

    def finish(self):
        """Moving statistics."""
        values = self.run('finish') if 'finish' in self.lists else {}
        for name in self.names[1]:
            self.tensors[name][...] = values[name]

def make_layer(contract, kind, options, shapes, number):
    if kind in moving.KINDS:
        given = {**contract.of_layers[kind], **options}
        return moving.Mover(kind, given, shapes[0], contract.elementary['sigmoid'])
    if kind not in merging.KINDS:
        return Layer(contract, kind, options, shapes[0], number)
    return merging.Merge(kind, options, shapes, lambda axis, shape: Layer(
        contract, 'unitNormalization', {'axis': axis}, shape, number))

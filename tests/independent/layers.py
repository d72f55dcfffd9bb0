"""Section 11: layers. Most are run by their lists; IN_WORDS has those that the document tells of in words.

A further layer with a list needs nothing here, or a function in SHAPES; one in words a function in moving.py,
recurrence.py or attention.py.
"""

import functools
import math
import re
import numpy as np
from . import attention, moving, randomness, recurrence
from .document import value
from .images import sliding
from .parts import Activation, Listed, Regularizer, counted, from_rows, to_rows

def dense(kind, o, shape):
    return {}, shape[:-1] + (o['units'],), {'w': (shape[-1], o['units']), 'b': (o['units'],)}

def renamed(kind, o, shape):
    return {}, tuple(o.get('targetShape', [math.prod(shape)])), {}

def dropout(kind, o, shape):
    rate, alpha = o['rate'], -1.7580993408473766
    a = 1 / math.sqrt((1 - rate) * (1 + (rate * alpha) * alpha))
    return {'factor': 1 / (1 - rate), 'a': a, 'b': ((-a) * alpha) * rate}, shape, {}  # section 6

def prelu(kind, o, shape):
    shared = o['sharedAxes'] or []
    axes = [axis for axis in range(1, len(shape) + 1) if axis not in shared]
    return {'axis': axes}, shape, {'alpha': tuple(1 if axis in shared else n for axis, n in enumerate(shape, 1))}

def normalization(kind, o, shape):
    sizes = tuple(shape[axis] for axis in counted(o.get('axis', -1), shape))
    names = 'gamma', 'beta', 'scale', 'movingMean', 'movingVariance', 'mean', 'variance'
    return {}, shape, dict.fromkeys(names, sizes)

def embedding(kind, o, shape):
    return {'ids': math.prod(shape)}, shape + (o['outputDim'],), {'w': (o['inputDim'], o['outputDim'])}

def group_normalization(kind, o, shape):
    _, _, tensors = normalization(kind, o, shape)
    channels = tensors['gamma'][0]
    groups, places = channels if o['groups'] == -1 else o['groups'], math.prod(shape) // channels
    each = channels // groups
    return {'channels': channels, 'groups': groups, 'each': each, 'places': places, 'n': places * each}, shape, tensors

# By the beginning of a kind: what its list names besides options, tensors, n and m; y's shape; the tensors' shapes.
SHAPES = {
    'dense': dense, 'embedding': embedding, 'flatten': renamed, 'reshape': renamed, 'prelu': prelu,
    'groupNormalization': group_normalization,
    **dict.fromkeys(('dropout', 'alphaDropout', 'spatialDropout'), dropout),
    **dict.fromkeys(('conv', 'depthwiseConv', 'separableConv', 'averagePooling', 'maxPooling', 'global'), sliding),
    '': normalization}  # of what has no tensors too

# By their beginnings, those whose y has the mask of their first input.
PASSING = ('dense', 'activation', 'dropout', 'alphaDropout', 'spatialDropout', 'gaussianNoise', 'batchNormalization',
           'layerNormalization', 'groupNormalization', 'unitNormalization', 'normalization', 'prelu', 'rescaling',
           'multiHeadAttention', 'positionEmbedding', 'sinePositionEncoding')

class Layer(Listed):
    """`shapes` are those of the inputs, `number` is that of the call; an option that is a part is (name, options)."""

    def __init__(self, contract, kind, options, shapes, number):
        self.kind, self.number, self.given = kind, number, options
        self.shapes = [tuple(shape) for shape in shapes]
        self.shape, self.options = self.shapes[0], {**contract.of_layers[kind], **options}
        o = self.options
        super().__init__(contract, 'layers', self.title(contract), **{**o, 'ε': o.get('epsilon', 1e-7)})
        shapes_of = next(function for name, function in SHAPES.items() if kind.startswith(name))
        more, self.output_shape, self.tensor_shapes = shapes_of(kind, o, self.shape)
        self.axes = counted(more.get('axis', o.get('axis', -1)), self.shape)
        n = math.prod(self.shape[axis] for axis in self.axes)
        self.sizes = {'n': n, 'inputs': n, **more}
        self.of_example = 1 if more.keys() & {'groups', 'ids'} else math.prod(self.shape) // n  # rows, which m counts
        lacking = {name for name, option in (
            ('beta', 'center'), ('gamma', 'scale'), ('b', 'useBias')) if o.get(option) is False}
        named = dict(line.split(': ') for line in self.lists.get('', []) if ': ' in line)
        self.names = [[name for name in named.get(key, '').split(', ') if name and name not in lacking]
                      for key in ('parameters', 'state')]
        masked = contract.lists['layers'].get(kind + ', with a mask')
        self.lists, self.masked_lists = [
            {which: [line for line in lines if which == '' or not lacking & set(re.findall(r'\w+', line))]
             for which, lines in (lists or {}).items()} for lists in (self.lists, masked)]
        self.activation = Activation(contract, *options['activation']) if options.get('activation') else None
        self.activity = Regularizer(contract, *o['activityRegularizer']) if o.get('activityRegularizer') else None
        self.tensors, self.gradients = {}, {}  # parameters and state by name; ∇ of parameters

    def title(self, contract):
        """Of the headings `dense, units, useBias: false` that hold the one that names most values."""
        def holds(title):
            kind, *conditions = title.split(', ')
            values = [condition.split(': ') for condition in conditions if ': ' in condition]
            return kind == self.kind and all(self.options[name] == value(text) for name, text in values)

        return max(filter(holds, contract.lists['layers']), key=lambda title: title.count(': '))

    def part(self, tensor, ending):
        """(name, options) of a tensor's initializer, regularizer or constraint, or None. Options of attention's query
        are those of its other tensors; a layer that has one within has that layer's."""
        kind, own = self.given.get('layer', (self.kind, self.given))
        name = 'query ' + tensor.split()[1] if ' ' in tensor else tensor.split('_')[-1]
        defaults = {**self.contract.of_layers[kind], **self.contract.of_tensors[kind].get(name, {})}
        for option in [*self.contract.of_tensors[kind].get(name, {}), 'bias' + ending, 'initializer']:
            if option.endswith((ending, ending.lower())) and option in defaults:
                return own.get(option) or defaults[option] and (defaults[option], {})

    def first_value(self, name, stream):
        kind, own = self.given.get('layer', (self.kind, self.given))
        if kind == 'normalization':
            return np.broadcast_to(np.array(own[name], np.float32).ravel(), math.prod(self.tensor_shapes[name]))
        values = randomness.first_values(
            self.contract.host, *self.part(name, 'Initializer'), self.tensor_shapes[name], stream)
        if kind == 'lstm' and name.endswith('b') and own.get('unitForgetBias', True):
            values[own['units']:2 * own['units']] = 1
        return values

    def noise(self, seed, steps_done, rows):
        """Section 7, noise in rows; `rows` are numbers in the whole batch. What is spatial repeats it at each place."""
        places = self.of_example if self.kind.startswith('spatial') else 1
        normal = (self.contract.host, self.options['stddev']) if self.kind == 'gaussianNoise' else None
        width = math.prod(self.shape) // places
        return np.repeat(randomness.noise(seed, steps_done, self.number, rows, width, normal, self.options.get('seed')), places, axis=0)

    def makes_mask(self, masked):
        """Whether y has a mask of its own; `masked` says which of the inputs have one."""
        if self.kind in moving.MERGES:
            return all(masked)
        return any(masked) if self.kind in ('concatenate', 'timeDistributed') else (
            self.kind == 'masking' or self.options.get('maskZero'))

    def passes_mask(self):
        inner = self.given['layer'][1] if self.kind == 'bidirectional' else self.options
        return self.kind.startswith(PASSING) or inner.get('returnSequences')

    def mask_of(self, *x, masks):
        """A mask of its own. Ids and steps that make one are inputs of the network; other inputs may be None."""
        if 'mask' in self.lists:
            return self.run('mask', x=x[0])['mask'].reshape(x[0].shape)
        if self.kind == 'concatenate':
            m = next(len(mask) for mask in masks if mask is not None)
            masks = [np.ones((m, shape[0]), np.float32) if mask is None else mask
                     for mask, shape in zip(masks, self.shapes)]
            if self.axes[0] == -len(self.shape):
                return np.concatenate(masks, 1)
        return functools.reduce(np.maximum, masks)

    def forward(self, x, training=None, masks=None):
        """`training` is (seed, steps done, rows), or None outside of training."""
        shape = (len(x),) + self.output_shape
        if 'forward' not in self.lists:
            return x.reshape(shape)
        if training and self.options.keys() & {'rate', 'stddev'}:
            self.values['noise'] = self.noise(*training).reshape(-1)
        if self.masked_lists and masks and masks[0] is not None:
            self.lists, self.values['mask'] = self.masked_lists, masks[0].reshape(-1)
        which = 'train' if training and 'train' in self.lists else 'forward'
        y = self.run(which, x=to_rows(x, self.axes), m=len(x) * self.of_example, **self.sizes,
                     **self.tensors)['y']
        return from_rows(y, self.axes, shape)

    def backward(self, dy, carry):
        shape = (len(dy),) + self.shape
        if 'backward' not in self.lists:
            return dy.reshape(shape)
        gradients = {'∇' + name: self.gradients.get(name) for name in self.names[0]}
        values = self.run('backward', dy=to_rows(dy, self.axes), carry=carry, **gradients)
        self.gradients = {name: values['∇' + name].reshape(self.tensor_shapes[name]) for name in self.names[0]}
        return from_rows(values['dx'], self.axes, shape) if 'dx' in values else None

    def finish(self):
        """Moving statistics."""
        values = self.run('finish') if 'finish' in self.lists else {}
        for name in self.names[1]:
            self.tensors[name][...] = values.get(name, self.tensors[name])

IN_WORDS = {**moving.TABLE, **recurrence.TABLE, **attention.TABLE}

class InWords(Layer):
    """A layer by two functions: y of the inputs, and the inputs' gradients of dy."""

    def __init__(self, *given):
        super().__init__(*given)
        self.make, self.masks, self.moment = make_layer, [None] * len(self.shapes), None
        self.tensors.update({name: np.ones(self.tensor_shapes[name], np.float32) for name in self.names[1]})
        self.y_of, self.dx_of = IN_WORDS[self.kind](self)
        self.output_shape = self.y_of(*[np.zeros((1,) + shape, dtype=np.float32) for shape in self.shapes]).shape[1:]

    def forward(self, *x, training=None, masks=None):
        self.moment, self.masks = training, masks or [None] * len(x)
        return self.y_of(*x)

    def backward(self, dy, carry):
        self.carry = carry
        return self.dx_of(dy)

def make_layer(contract, kind, *given):
    return (InWords if kind in IN_WORDS else Layer)(contract, kind, *given)

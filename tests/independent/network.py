"""Sections 9 to 13: activations, losses, regularizers, constraints, layers, and the training step of a graph."""

import functools
import math
import re
import numpy as np
from . import images, merging, randomness, routines
from .answers import F32

ALPHA = -1.7580993408473766  # section 6, a and b of alpha dropout

def heading(name, options):
    """`elu({ alpha: 0.7 })`, as sections 10 and 12 write it; what is false is a default."""
    texts = ['%s: %s' % (key, str(value).lower()) for key, value in options.items() if value is not False]
    return '%s({ %s })' % (name, ', '.join(texts)) if texts else name

class Listed:
    """Something with lists; `values` are its operands and scratch, which last from forward to backward."""

    def __init__(self, contract, block, title, **values):
        self.contract, self.lists, self.values = contract, contract.lists[block][title], values

    def run(self, which, **operands):
        self.values.update(operands)
        self.contract.run(self.lists, which, self.values)
        return self.values

class Rows:
    """Section 11: arrays of a shape as rows along some axes, counted with the batch as 0."""

    def __init__(self, shape, axes):
        self.axes = sorted(axis % (len(shape) + 1) for axis in axes)
        self.order = [axis for axis in range(len(shape) + 1) if axis not in self.axes] + self.axes
        self.n = math.prod(shape[axis - 1] for axis in self.axes)

    def of(self, x):
        return x.transpose(self.order).reshape(-1, self.n)

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
        return self.run('forward', y=y, m=len(output), outputs=output.shape[1], **{self.input: output})['L']

    def backward(self, scale):
        return self.run('backward', scale=scale)[self.result]

class Regularizer(Listed):
    """Section 13. Its two lines stand under no list's name; they give `terms` and `dw`."""

    def __init__(self, contract, name, options):
        super().__init__(contract, 'regularizers', name, **{'l1': 0.01, 'l2': 0.01, **options})

    def of(self, w, dw, scale):
        return self.run('', w=w, dw=dw, scale=scale)

class Constraint(Listed):
    """Section 13."""

    def __init__(self, contract, name, options):
        o = {'axis': 0, 'rate': 1, 'minValue': 0, 'maxValue': 1 if name == 'minMaxNorm' else 2, **options}
        self.axes = np.atleast_1d(o.pop('axis'))
        super().__init__(contract, 'constraints', name, **o)

    def apply(self, w):
        count = math.prod(w.shape[axis] for axis in self.axes)
        lists, sizes = self.lists, (count, w.size // count)
        if 0 not in self.axes:  # the axes are the last ones
            sizes = sizes[::-1]
            for old, new in (('columnSums(rows, columns, squares, 0, factors)', 'rowSums(rows, columns, squares)'),
                             ('scaleColumns', 'scaleRows'), ('factors columns', 'factors rows')):
                lists = {key: [line.replace(old, new) for line in lines] for key, lines in lists.items()}
        values = {**self.values, 'w': w.reshape(sizes), 'rows': sizes[0], 'columns': sizes[1]}
        self.contract.run(lists, 'update', values)
        return values['w'].reshape(w.shape)

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
        lacking = {name for name, option in (('beta', 'center'), ('gamma', 'scale'), ('b', 'useBias')) if o.get(option) is False}
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
    if kind not in merging.KINDS:
        return Layer(contract, kind, options, shapes[0], number)
    return merging.Merge(kind, options, shapes, lambda axis, shape: Layer(
        contract, 'unitNormalization', {'axis': axis}, shape, number))

def stack(layers, input_shape):
    """Section 9: layers one after the other, as a graph of section 18."""
    return {'inputs': [{'shape': input_shape}], 'outputs': [{'tensor': len(layers)}],
            'calls': [{'layer': number, 'inputs': [number]} for number in range(len(layers))]}

def columns(given):
    """One array for each input or output."""
    return given if isinstance(given, list) else [given]

class Network:
    """A graph of layers (kind, options). θ and the state are one vector each, and tensors are views of them."""

    def __init__(self, contract, layers, graph, seed, losses, max_batch, loss_weights=None):
        self.contract, self.seed, self.max_batch, self.steps = contract, seed, max_batch, 0
        self.outputs = [output['tensor'] for output in graph['outputs']]
        self.weights = loss_weights or [1] * len(losses)
        shapes, self.calls = [entry['shape'] for entry in graph['inputs']], []
        for number, call in enumerate(graph['calls']):  # a layer of this class is one call
            read = [shapes[value] for value in call['inputs']]
            self.calls.append(make_layer(contract, *layers[call['layer']], read, number))
            self.calls[-1].reads, self.calls[-1].writes = call['inputs'], len(shapes)
            shapes.append(self.calls[-1].output_shape())
        uses = [[made for made, call in zip(self.calls, graph['calls']) if call['layer'] == layer]
                for layer in range(len(layers))]
        self.layers = [calls[0] for calls in uses]
        self.shared = [calls for calls in uses if len(calls) > 1]
        self.tables = [[(layer, name, layer.tensor_shape(name)) for layer in self.layers for name in layer.names[which]]
                       for which in (0, 1)]
        self.theta, self.state = [np.zeros(sum(math.prod(shape) for _, _, shape in table), dtype=F32)
                                  for table in self.tables]
        self.places = []  # (slice, shape, multiplier) of θ's tensors, for the optimizer
        for vector, table in zip((self.theta, self.state), self.tables):
            place = 0
            for layer, name, shape in table:
                part = slice(place, place + math.prod(shape))
                layer.tensors[name] = vector[part].reshape(shape)
                self.places += [(part, shape, 1.0)] if vector is self.theta else []
                place = part.stop
        for first, *others in self.shared:
            for call in others:
                call.tensors = first.tensors
        self.losses = [self.loss_at(output, loss) for output, loss in zip(self.outputs, losses)]
        self.regularizers, self.constraints = [
            [(layer, name, maker(contract, *layer.part(name, maker.__name__)))
             for layer, name, _ in self.tables[0] if layer.part(name, maker.__name__)]
            for maker in (Regularizer, Constraint)]
        for index, (layer, name, shape) in enumerate(self.tables[0] + self.tables[1]):  # sections 7 and 8
            stream = randomness.Stream(seed, randomness.INITIALIZE * 2 ** 32 + index)
            part = layer.part(name, 'Initializer')
            layer.tensors[name][...] = randomness.first_values(contract.host, *part, shape, stream)

    def loss_at(self, output, loss):
        """The loss of an output, which may stand for the activation there."""
        last = next((call for call in self.calls if call.writes == output), None)
        alone = self.outputs.count(output) == 1 and not any(output in call.reads for call in self.calls)
        if last and last.activation and alone and not last.activity and len(last.output_shape()) == 1:
            after = last.options['activation'][0]
            if heading(*loss) + ' right after ' + after in self.contract.lists['losses']:
                last.activation = None
                return Loss(self.contract, *loss, after)
        return Loss(self.contract, *loss)

    def penalty(self):
        total = 0.0
        for layer, name, regularizer in self.regularizers:
            w = layer.tensors[name]
            total = total + float(routines.vector_sum(regularizer.of(w, w, 1)['terms']))
        return total

    def add_losses(self, totals, x, y, weights, training=None):
        """Adds the examples' losses to the outputs' totals in binary64."""
        self.values = list(x)
        for call in self.calls:
            value = call.forward(*[self.values[value] for value in call.reads], training=training)
            self.values.append(call.activation.forward(value) if call.activation else value)
        found = [loss.forward(self.values[output].reshape(len(x[0]), -1), own)
                 for loss, output, own in zip(self.losses, self.outputs, y)]
        found = [losses if w is None else losses * w for losses, w in zip(found, weights)]
        for call in self.calls:
            if call.activity:
                terms = call.activity.of(self.values[call.writes], self.values[call.writes], 1)['terms']
                found[0] = found[0] + routines.lanes_sum(terms.reshape(len(terms), -1))
        for index, losses in enumerate(found):
            for loss in losses.tolist():
                totals[index] = totals[index] + loss

    def weighed(self, totals):
        total = 0.0
        for weight, own in zip(self.weights, totals):
            total = total + weight * own
        return total

    def step(self, x, y, optimizer, weights=None, end_of_epoch=False):
        """Section 9: a training step. Returns the total and ∇; `seen` are first outputs from before the update."""
        x, y, weights = columns(x), columns(y), [None] * len(columns(y)) if weights is None else columns(weights)
        m, totals, self.seen = len(x[0]), [0.0] * len(y), []
        for start in range(0, m, self.max_batch):
            part = slice(start, start + self.max_batch)
            rows = [[None if array is None else array[part] for array in arrays] for arrays in (x, y, weights)]
            self.add_losses(totals, *rows, (self.seed, self.steps, range(m)[part]))
            self.seen.append(self.losses[0].values['a'])
            self.backward(m, rows[2], 0 if start == 0 else 1)
        total = self.weighed(totals) + m * self.penalty()
        for calls in self.shared:
            for name in calls[0].names[0]:
                own = [call.gradients[name] for call in reversed(calls)]
                calls[0].gradients[name] = functools.reduce(np.add, own)
        for layer, name, regularizer in self.regularizers:
            layer.gradients[name] = regularizer.of(layer.tensors[name], layer.gradients[name], 1)['dw']
        gradient = np.concatenate([layer.gradients[name].reshape(-1) for layer, name, _ in self.tables[0]])
        optimizer.update(gradient, m, end_of_epoch)
        for layer, name, constraint in self.constraints:
            layer.tensors[name][...] = constraint.apply(layer.tensors[name])
        for call in self.calls:
            call.finish()
        self.steps += 1
        return total, gradient

    def backward(self, m, weights, carry):
        """Losses in order, then calls from the last; what a value's later consumers give is added to the first's."""
        gradients = {}

        def give(value, gradient):
            gradient = gradient.reshape(self.values[value].shape)
            gradients[value] = gradients[value] + gradient if value in gradients else gradient

        for loss, output, own, weight in zip(self.losses, self.outputs, weights, self.weights):
            gradient = loss.backward(F32(weight / m))
            give(output, gradient if own is None else gradient * own[:, None])
        for call in reversed(self.calls):
            gradient = gradients[call.writes]
            if call.activity:
                gradient = call.activity.of(self.values[call.writes], gradient, F32(1 / m))['dw']
            if call.activation:
                gradient = call.activation.backward(gradient)
            for value, given in zip(call.reads, columns(call.backward(gradient, carry))):
                give(value, given)

    def evaluate(self, x, y):
        """Section 9: the loss by forward lists."""
        x, y = columns(x), columns(y)
        totals = [0.0] * len(y)
        self.add_losses(totals, x, y, [None] * len(y))
        return self.weighed(totals) / len(x[0]) + self.penalty()

"""Section 11: recurrent layers and the two that have a layer within. As in moving.py, each is a function of the layer
that gives two: y of the inputs, and the list of the inputs' gradients of dy."""

import functools
import re
import numpy as np
from . import randomness, routines
from .answers import F32
from .moving import counting
from .parts import Activation

GATES = {'simpleRNN': [''], 'lstm': ['_i', '_f', '_c', '_o'], 'gru': ['_z', '_r', '_h']}
FACTORS = r'((?:[^\s()⊗⊕⊖]+|\([^()]*\))(?: ⊗ (?:[^\s()⊗⊕⊖]+|\([^()]*\)))*)'
SLOPES = {'tanh': r' ⊗ \(1 ⊖ (\w+) ⊗ \2\)', 'sigmoid': r' ⊗ \((\w+) ⊗ \(1 ⊖ \2\)\)'}  # of what they give

def times(a, b, start=None):
    """Rule 1 of section 3: a · b, each sum from +0, or carrying on from `start`."""
    return routines.gemm('N', 'N', len(a), b.shape[1], len(b), F32(1), a, b, 0 if start is None else F32(1), start)

def sums(rows, start):
    return routines.column_sums(*rows.shape, rows, 0 if start is None else F32(1), start)

def before(layer, name):
    """∇ of a parameter so far, or None."""
    return layer.gradients[name] if layer.carry else None

def parameters(layer, shapes):
    layer.tensor_shapes, layer.names, layer.activation = shapes, [list(shapes), []], None
    layer.tensors = {name: np.zeros(shape, F32) for name, shape in shapes.items()}

def undropped(x):
    return x

def dropper(noise, rate):
    return lambda x: np.where(noise < F32(rate), F32(0), x * F32(1 / (1 - rate)))

def carried(parts, weights, drops, start=None):
    """∂J/∂ of what gates read: one sum over their columns, or with a drop for each gate sums that are added in turn."""
    if len(drops) == 1:
        return drops[0](times(np.concatenate(parts, 1), np.concatenate(weights, 1).T, start))
    found = [drop(times(part, weight.T)) for part, weight, drop in zip(parts, weights, drops)]
    return functools.reduce(np.add, found if start is None else [start, *found])

class Recurrence:
    """A pass over time, by tensors of `layer` under `prefix`; `place` is its place among the passes of a call."""

    def __init__(self, layer, kind, options, prefix='', place=0):
        self.layer, self.kind, self.prefix, self.place, self.contract = layer, kind, prefix, place, layer.contract
        self.options = o = {**layer.contract.of_layers[kind], **options}
        if o['stateful'] or o['returnState']:
            raise ValueError('states as outputs, or kept from call to call, are not verified')
        self.gates, self.units, self.inputs = GATES[kind], o['units'], layer.shape[-1]
        self.resets_before, self.biases = o.get('resetAfter') is False, ['b0', 'b1'] if o.get('resetAfter') else ['b']
        self.functions, self.formulas = {}, self.contract.cells[kind + ', resetAfter: false' * self.resets_before]
        for name, option in (('tanh', 'activation'), ('sigmoid', 'recurrentActivation')):
            if option in options:
                self.replace(name, Activation(self.contract, *options[option]))
        width = len(self.gates) * self.units
        b = (width,) if len(self.biases) == 1 else (2, width)
        shapes = {'w': (self.inputs, width), 'r': (self.units, width), 'b': b}
        self.shapes = {prefix + name: shape for name, shape in shapes.items() if name != 'b' or o['useBias']}

    def replace(self, name, activation):
        """Another activation, whose backward formula must read only what it gives."""
        self.functions[name] = activation.forward
        self.functions[name + 'Slope'] = lambda da, a: activation.run('backward', da=da, a=a)['dz'].reshape(a.shape)
        self.formulas = {formula: [re.sub(FACTORS + SLOPES[name], name + r'Slope(\1, \2)', line) for line in lines]
                         for formula, lines in self.formulas.items()}

    def run(self, formula, values):
        found = self.contract.formula(self.formulas[formula], values, self.functions)
        values.update({name: np.broadcast_to(value, values['h'].shape) for name, value in found.items()})

    def columns(self, name):
        return np.split(self.layer.tensors[self.prefix + name], len(self.gates), -1)

    def bias(self):
        shape = len(self.biases), len(self.gates), self.units
        return self.layer.tensors[self.prefix + 'b'].reshape(shape) if self.options['useBias'] else np.zeros(shape, F32)

    def draw(self):
        """What drops x, for all gates or for each, and h."""
        (rate, recurrent), gates = [self.options[name] for name in ('dropout', 'recurrentDropout')], len(self.gates)
        self.x_drops = self.h_drops = [undropped]
        if self.layer.moment and (rate or recurrent):
            count, (seed, steps_done, rows) = (gates if recurrent else 1) if rate else 0, self.layer.moment
            sizes = [self.inputs] * count + [self.units] * (gates if recurrent else 0)
            width = sum(sizes)
            noise = randomness.noise(seed, steps_done, self.layer.number, rows, (self.place + 1) * width,
                                     own=self.options.get('seed'))
            parts = np.split(noise[:, self.place * width:], np.cumsum(sizes)[:-1], 1)
            self.x_drops = [dropper(part, rate) for part in parts[:count]] or [undropped]
            self.h_drops = [dropper(part, recurrent) for part in parts[count:]] or [undropped]

    def step(self, x, h, c):
        """Values by the names of the formulas; `xs` and `reads` are what w and r of each gate multiply."""
        xs, reads = [[drop(own) for drop in drops * (len(self.gates) // len(drops))] for own, drops in (
            (x, self.x_drops), (h, self.h_drops))]
        values, r, b = {'h': h, 'c': c, 'xs': xs, 'reads': reads, 'read': reads[-1]}, self.columns('r'), self.bias()
        for i, (gate, z) in enumerate(zip(self.gates, map(times, xs, self.columns('w')))):
            values.update({name + gate: row[i] for name, row in zip(self.biases, b)})
            if len(self.biases) == 2:
                values['u' + gate], values['v' + gate] = z, times(reads[i], r[i])
            else:
                alone = self.resets_before and gate == '_h'
                values[('a' if self.resets_before else 'z') + gate] = z if alone else times(reads[i], r[i], z)
        self.run('gru gates' if self.resets_before else self.kind, values)
        if self.resets_before:
            values['a_h'], reads[2] = times(values['reset'], r[2], values['a_h']), values['reset']
            self.run('gru candidate', values)
        return values

    def forward(self, x, states, mask):
        """What is shown after each step, in the order of reading."""
        shown = np.zeros((len(x), self.units), F32)
        h, c = [*states, *[shown, shown][len(states):]]
        self.order = range(x.shape[1])[::-1 if self.options['goBackwards'] else 1]
        self.valid, outputs, self.kept = counting(x[..., :1], mask), [], {}
        self.draw()
        for t in self.order:
            valid = self.valid[:, t]
            values = self.kept[t] = self.step(np.where(valid, x[:, t], F32(0)), h, c)
            h, shown, c = [np.where(valid, values.get(name, old), old) for name, old in (
                ('hNext', h), ('hNext', shown), ('cNext', c))]
            outputs.append(shown)
        return np.stack(outputs, 1)

    def step_back(self, values, dh, dc):
        """∂J/∂ of the gates, by what enters with x and with h, and of the states before."""
        values, r = {**values, 'dh': dh, 'dc': dc}, self.columns('r')
        own, by_h = ('da', 'da') if self.resets_before else ('du', 'dv') if len(self.biases) == 2 else ('dz', 'dz')
        self.run('gru candidate gradient' if self.resets_before else self.kind + ' gradient', values)
        dh, count = values['dh'], len(self.gates)
        if self.resets_before:
            values['dReset'], count = times(values['da_h'], r[2].T), 2
            self.run('gru reset gradient', values)
            dh = values['dh'] if len(self.h_drops) == 1 else dh + self.h_drops[2](values['dReset'] * values['a_r'])
        own, by_h = [[values[name + gate] for gate in self.gates] for name in (own, by_h)]
        return own, by_h, carried(by_h[:count], r[:count], self.h_drops[:count], dh), values['dc']

    def backward(self, dy):
        """The gradients of x and of the states before; dy is that of what is shown, in the order of reading."""
        dh = dc = d_shown = np.zeros_like(dy[:, 0])
        dx, gates, steps = {}, len(self.gates), range(len(self.order))
        for i, t in reversed(list(enumerate(self.order))):
            valid, values, d_shown = self.valid[:, t], self.kept[t], d_shown + dy[:, i]
            *parts, dh_new, dc_new = self.step_back(values, dh + d_shown, dc)
            values['own'], values['byH'] = [[np.where(valid, part, F32(0)) for part in each] for each in parts]
            dx[t] = carried(values['own'], self.columns('w'), self.x_drops)
            dh, dc, d_shown = [np.where(valid, *pair) for pair in ((dh_new, dh), (dc_new, dc), (F32(0), d_shown))]
        xs, reads, own, by_h = [[
            np.stack([self.kept[t][name][gate] for t in steps], 1).reshape(-1, self.kept[0][name][gate].shape[1])
            for gate in range(gates)] for name in ('xs', 'reads', 'own', 'byH')]  # rows: (example, step as stored)
        for name, read, gradient in (('w', xs, own), ('r', reads, by_h)):
            start = before(self.layer, self.prefix + name)
            starts = [None] * gates if start is None else np.split(start, gates, 1)
            self.layer.gradients[self.prefix + name] = np.concatenate([
                times(a.T, d, start) for a, d, start in zip(read, gradient, starts)], 1)
        if self.options['useBias']:
            name = self.prefix + 'b'
            rows = np.concatenate(own + by_h if len(self.biases) == 2 else own, 1)
            self.layer.gradients[name] = sums(rows, before(self.layer, name)).reshape(self.shapes[name])
        return [np.stack([dx[t] for t in steps], 1), dh, dc]

def passes(layer, cells):
    """Two functions: what is shown by each pass, of all steps or of the last one; and the inputs' gradients by each."""
    parameters(layer, {name: shape for cell in cells for name, shape in cell.shapes.items()})
    steps, whole = layer.shape[0], cells[0].options['returnSequences']

    def forward(x, *states):
        shown = [cell.forward(x, states, layer.masks[0]) for cell in cells]
        return shown if whole else [y[:, -1] for y in shown]

    def backward(dys):
        return [cell.backward(dy if whole else np.concatenate([
            np.zeros((len(dy), steps - 1, cell.units), F32), dy[:, None]], 1)) for cell, dy in zip(cells, dys)]

    return forward, backward

def recurrent(layer):
    forward, backward = passes(layer, [Recurrence(layer, layer.kind, layer.given)])
    return lambda *x: forward(*x)[0], lambda dy: backward([dy])[0][:len(layer.shapes)]

MERGED = {  # how two passes are merged, and dy split
    'concat': (lambda a, b: np.concatenate([a, b], -1), lambda dy, a, b: np.split(dy, 2, -1)),
    'sum': (np.add, lambda dy, a, b: [dy, dy]), 'mul': (np.multiply, lambda dy, a, b: [dy * b, dy * a]),
    'ave': (lambda a, b: (a + b) * F32(0.5), lambda dy, a, b: [dy * F32(0.5)] * 2)}

def bidirectional(layer):
    kind, options = layer.given['layer']
    forward, backward = passes(layer, [Recurrence(layer, kind, {**options, 'goBackwards': place == 1}, prefix, place)
                                       for place, prefix in enumerate(('forward_', 'backward_'))])
    merge, split = MERGED[layer.options['mergeMode']]

    def in_order(a, b):
        return [np.where(layer.valid, a, F32(0)), np.where(layer.valid, b, F32(0))] if a.ndim == 3 else [a, b]

    def turned(a, b):
        return [a, b[:, ::-1]] if a.ndim == 3 else [a, b]

    def y_of(x):
        layer.valid = counting(x[..., :1], layer.masks[0])
        layer.y = in_order(*turned(*forward(x)))
        return merge(*layer.y)

    return y_of, lambda dy: [np.add(*[own[0] for own in backward(turned(*in_order(*split(dy, *layer.y))))])]

def time_distributed(layer):
    inner = layer.make(layer.contract, *layer.given['layer'], [layer.shape[1:]], layer.number)
    parameters(layer, {name: inner.tensor_shapes[name] for name in inner.names[0]})
    if inner.names[1]:
        raise ValueError('state within timeDistributed is not verified')

    def forward(x):
        inner.tensors, steps = layer.tensors, x.shape[1]
        moment = layer.moment and (
            *layer.moment[:2], [row * steps + t for row in layer.moment[2] for t in range(steps)])
        y = inner.forward(x.reshape((-1,) + x.shape[2:]), training=moment)
        y = inner.activation.forward(y) if inner.activation else y
        return y.reshape(x.shape[:2] + y.shape[1:])

    def backward(dy):
        inner.gradients, rows = layer.gradients, dy.reshape((-1,) + dy.shape[2:])
        dx = inner.backward(inner.activation.backward(rows) if inner.activation else rows, layer.carry)
        layer.gradients = inner.gradients
        return [dx.reshape(dy.shape[:2] + dx.shape[1:])]

    return forward, backward

TABLE = {**dict.fromkeys(GATES, recurrent), 'bidirectional': bidirectional, 'timeDistributed': time_distributed}

"""Section 11: layers of sequences, which the document tells of in words. As in moving.py, each is a function of the
layer that gives two: y of the inputs, and the list of the inputs' gradients of dy."""

import re
import numpy as np
from . import randomness, routines
from .answers import F32
from .parts import Activation

GATES = {'simpleRNN': [''], 'lstm': ['_i', '_f', '_c', '_o'], 'gru': ['_z', '_r', '_h']}
FACTOR = r'(?:[^\s()⊗⊕⊖]+|\([^()]*\))'
SLOPES = {'tanh': r'\(1 ⊖ (\w+) ⊗ \2\)', 'sigmoid': r'\((\w+) ⊗ \(1 ⊖ \2\)\)'}  # as functions of what they give

def times(a, b, start=None):
    """Rule 1 of section 3: a · b, each sum from +0, or carrying on from `start`."""
    return routines.gemm('N', 'N', len(a), b.shape[1], len(b), F32(1), a, b, 0 if start is None else F32(1), start)

def undropped(x):
    return x

def dropper(noise, rate):
    return lambda x: np.where(noise < F32(rate), F32(0), x * F32(1 / (1 - rate)))

def carried(parts, weights, drops, start=None):
    """∂J/∂ of what the products of gates read: one sum over their columns; with a drop for each gate, gate by gate."""
    if len(drops) == 1:
        parts, weights = [np.concatenate(parts, 1)], [np.concatenate(weights, 1)]
    for part, weight, drop in zip(parts, weights, drops):
        if drop is undropped:
            start = times(part, weight.T, start)
        else:
            own = drop(times(part, weight.T))
            start = own if start is None else start + own
    return start

def parameters(layer, shapes):
    layer.tensor_shapes, layer.names = shapes, [list(shapes), []]
    layer.tensors = {name: np.zeros(shape, F32) for name, shape in shapes.items()}
    layer.activation = layer.masks = layer.moment = None

def give(layer, name, gradient):
    """Keeps ∇ of a parameter, which is a function of the sum to carry on from."""
    start = layer.gradients[name] if layer.carry else None
    layer.gradients[name] = gradient(start).reshape(layer.tensor_shapes[name])

def sum_of_rows(rows):
    return lambda start: routines.column_sums(*rows.shape, rows, 0 if start is None else F32(1), start)

class Recurrence:
    """One pass over time. Its tensors are those of `layer` under `prefix`; `formulas` are those of the cell."""

    def __init__(self, layer, kind, options, prefix=''):
        self.layer, self.kind, self.prefix, self.contract = layer, kind, prefix, layer.contract
        self.options = o = {**layer.contract.of_layers[kind], **options}
        self.gates, self.units, self.inputs = GATES[kind], o['units'], layer.shape[-1]
        self.before, self.after = o.get('resetAfter') is False, o.get('resetAfter') is True
        self.functions, self.formulas = {}, self.contract.cells[kind + ', resetAfter: false' * self.before]
        for name, option in (('tanh', 'activation'), ('sigmoid', 'recurrentActivation')):
            if option in options:
                self.replace(name, Activation(self.contract, *options[option]))
        width = len(self.gates) * self.units
        b = {prefix + 'b': (2, width) if self.after else (width,)} if o['useBias'] else {}
        self.shapes = {prefix + 'w': (self.inputs, width), prefix + 'r': (self.units, width), **b}

    def replace(self, name, activation):
        """Another activation, if its backward formula reads what it gives."""
        self.functions[name] = activation.forward
        self.functions[name + 'Slope'] = lambda da, a: activation.run('backward', da=da, a=a)['dz'].reshape(a.shape)
        pattern = r'(%s(?: ⊗ %s)*) ⊗ %s' % (FACTOR, FACTOR, SLOPES[name])
        self.formulas = {formula: [re.sub(pattern, name + r'Slope(\1, \2)', line) for line in lines]
                         for formula, lines in self.formulas.items()}

    def run(self, formula, values):
        found = self.contract.formula(self.formulas[formula], values, self.functions)
        values.update({name: np.broadcast_to(value, values['h'].shape) for name, value in found.items()})

    def columns(self, name):
        """The columns of a tensor, gate by gate."""
        return np.split(self.layer.tensors[self.prefix + name], len(self.gates), -1)

    def named(self, name, parts):
        return {name + gate: part for gate, part in zip(self.gates, parts)}

    def biases(self):
        if not self.options['useBias']:
            return {name + gate: F32(0) for name in ('b', 'b0', 'b1') for gate in self.gates}
        b = self.columns('b')
        return {**self.named('b0', [each[0] for each in b]), **self.named('b1', [each[1] for each in b])} if (
            self.after) else self.named('b', b)

    def draw(self, moment):
        """Dropout of x, for all gates or each, and of h."""
        rates, gates = [self.options['dropout'], self.options['recurrentDropout']], len(self.gates)
        self.x_drops = self.h_drops = [undropped]
        if moment and any(rates):
            sizes = [self.inputs] * ((gates if rates[1] else 1) if rates[0] else 0)
            count, sizes = len(sizes), sizes + [self.units] * (gates if rates[1] else 0)
            seed, steps_done, rows = moment
            noise = randomness.noise(seed, steps_done, self.layer.number, rows, sum(sizes))
            parts = np.split(noise, np.cumsum(sizes)[:-1], 1)
            self.x_drops = [dropper(part, rates[0]) for part in parts[:count]] or [undropped]
            self.h_drops = [dropper(part, rates[1]) for part in parts[count:]] or [undropped]

    def dropped(self, x, drops):
        return [drop(x) for drop in drops] * (len(self.gates) if len(drops) == 1 else 1)

    def step(self, x, h, c):
        """The values of a step by the names of the formulas; `x` and `read` are what w and r of each gate multiply."""
        xs, read, r = self.dropped(x, self.x_drops), self.dropped(h, self.h_drops), self.columns('r')
        z = [times(each, w) for each, w in zip(xs, self.columns('w'))]
        values = {'h': h, 'c': c, 'xs': xs, 'reads': read, 'read': read[-1], **self.biases()}
        if self.after:
            values.update(self.named('u', z), **self.named('v', map(times, read, r)))
        else:
            z = [start if self.before and i == 2 else times(read[i], r[i], start) for i, start in enumerate(z)]
            values.update(self.named('a' if self.before else 'z', z))
        self.run('gru gates' if self.before else self.kind, values)
        if self.before:
            values['a_h'], read[2] = times(values['reset'], r[2], values['a_h']), values['reset']
            self.run('gru candidate', values)
        return values

    def forward(self, x, states, mask, moment):
        """What is shown after each step, in the order of reading."""
        shown = np.zeros((len(x), self.units), F32)
        h, c = [*states, shown, shown][:2] if len(states) != 1 else [states[0], shown]
        self.order = range(x.shape[1])[::-1 if self.options['goBackwards'] else 1]
        self.valid = np.ones(x.shape[:2], bool) if mask is None else mask > 0
        self.draw(moment)
        outputs, self.kept = [], {}
        for t in self.order:
            valid = self.valid[:, t, None]
            values = self.kept[t] = self.step(np.where(valid, x[:, t], F32(0)), h, c)
            h, shown = [np.where(valid, values['hNext'], old) for old in (h, shown)]
            c = np.where(valid, values['cNext'], c) if 'cNext' in values else c
            outputs.append(shown)
        return np.stack(outputs, 1)

    def step_back(self, values, dh, dc):
        """∂J/∂ of the gates, by what enters with x and with h, and of the states before."""
        values, r = {**values, 'dh': dh, 'dc': dc}, self.columns('r')

        def gates(name):
            return [values[name + gate] for gate in self.gates]

        if not self.before:
            self.run(self.kind + ' gradient', values)
            own, by_h = [gates('du'), gates('dv')] if self.after else [gates('dz')] * 2
            return own, by_h, carried(by_h, r, self.h_drops, values['dh']), values['dc']
        self.run('gru candidate gradient', values)
        values['dReset'] = times(values['da_h'], r[2].T)
        self.run('gru reset gradient', values)
        own = gates('da')
        return own, own, carried(own[:2], r[:2], self.h_drops[:2], values['dh']), dc

    def backward(self, dy):
        """The gradients of x and of the states before; dy is that of what is shown, in the order of reading."""
        dh = dc = d_shown = np.zeros_like(dy[:, 0])
        own, by_h, dx = {}, {}, {}
        for i, t in reversed(list(enumerate(self.order))):
            valid, d_shown = self.valid[:, t, None], d_shown + dy[:, i]
            *gates, dh_new, dc_new = self.step_back(self.kept[t], dh + d_shown, dc)
            own[t], by_h[t] = [[np.where(valid, part, F32(0)) for part in parts] for parts in gates]
            dx[t] = carried(own[t], self.columns('w'), self.x_drops)
            dh, dc, d_shown = [np.where(valid, new, old) for new, old in (
                (dh_new, dh), (dc_new, dc), (F32(0), d_shown))]
        steps = range(len(self.order))

        def rows(parts, gate):  # (example, step as stored)
            return np.stack([parts[t][gate] for t in steps], 1).reshape(-1, parts[0][gate].shape[1])

        for name, read, gradients in (('w', 'xs', own), ('r', 'reads', by_h)):
            inputs = {t: self.kept[t][read] for t in steps}
            give(self.layer, self.prefix + name, lambda start: np.concatenate([
                times(rows(inputs, gate).T, rows(gradients, gate), None if start is None else np.split(start, len(self.gates), 1)[gate])
                for gate in range(len(self.gates))], 1))
        if self.options['useBias']:
            parts = [rows(gradients, gate) for gradients in ([own, by_h] if self.after else [own])
                     for gate in range(len(self.gates))]
            give(self.layer, self.prefix + 'b', sum_of_rows(np.concatenate(parts, 1)))
        return np.stack([dx[t] for t in steps], 1), dh, dc

def at_the_end(dy, steps):
    """dy of all steps where y is that of the last one."""
    return np.concatenate([np.zeros((len(dy), steps - 1) + dy.shape[1:], F32), dy[:, None]], 1)

def recurrent(layer):
    cell = Recurrence(layer, layer.kind, layer.given)
    parameters(layer, cell.shapes)
    whole = cell.options['returnSequences']

    def forward(x, *states):
        y = cell.forward(x, states, layer.masks and layer.masks[0], layer.moment)
        return y if whole else y[:, -1]

    return forward, lambda dy: list(cell.backward(dy if whole else at_the_end(dy, len(cell.order))))[:len(layer.shapes)]

TABLE = dict.fromkeys(GATES, recurrent)

"""Section 11: layers of sequences, which the document tells of in words. As in moving.py, each is a function of the
layer that gives two: y of the inputs, and the list of the inputs' gradients of dy."""

import functools
import math
import re
import numpy as np
from . import randomness, routines
from .answers import F32
from .moving import products
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
    """∂J/∂ of what the products of gates read: one sum over their columns, or with a drop for each gate a sum of each,
    which are added in turn."""
    if len(drops) == 1:
        return drops[0](times(np.concatenate(parts, 1), np.concatenate(weights, 1).T, start))
    found = [drop(times(part, weight.T)) for part, weight, drop in zip(parts, weights, drops)]
    return functools.reduce(np.add, found if start is None else [start, *found])

def parameters(layer, shapes):
    layer.tensor_shapes, layer.names = shapes, [list(shapes), []]
    layer.tensors = {name: np.zeros(shape, F32) for name, shape in shapes.items()}
    layer.activation = None

def give(layer, name, gradient):
    """Keeps ∇ of a parameter, which is a function of the sum to carry on from."""
    start = layer.gradients[name] if layer.carry else None
    layer.gradients[name] = gradient(start).reshape(layer.tensor_shapes[name])

def sum_of_rows(rows):
    return lambda start: routines.column_sums(*rows.shape, rows, 0 if start is None else F32(1), start)

class Recurrence:
    """One pass over time. Its tensors are those of `layer` under `prefix`; `formulas` are those of the cell."""

    def __init__(self, layer, kind, options, prefix='', place=0):
        self.layer, self.kind, self.prefix, self.place, self.contract = layer, kind, prefix, place, layer.contract
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
            count = (gates if rates[1] else 1) if rates[0] else 0
            sizes = [self.inputs] * count + [self.units] * (gates if rates[1] else 0)
            seed, steps_done, rows = moment
            noise = randomness.noise(seed, steps_done, self.layer.number, rows, (self.place + 1) * sum(sizes))
            parts = np.split(noise[:, self.place * sum(sizes):], np.cumsum(sizes)[:-1], 1)
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
        dh, values['dReset'] = values['dh'], times(values['da_h'], r[2].T)
        self.run('gru reset gradient', values)
        own, dropped = gates('da'), len(self.h_drops) > 1
        dh = dh + self.h_drops[2](values['dReset'] * values['a_r']) if dropped else values['dh']
        return own, own, carried(own[:2], r[:2], self.h_drops[:2], dh), dc

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
        y = cell.forward(x, states, layer.masks[0], layer.moment)
        return y if whole else y[:, -1]

    return forward, lambda dy: list(cell.backward(dy if whole else at_the_end(dy, len(cell.order))))[:len(layer.shapes)]

def halves_merged(mode, a, b):
    return {'concat': lambda: np.concatenate([a, b], -1), 'sum': lambda: a + b, 'mul': lambda: a * b,
            'ave': lambda: (a + b) / F32(2)}[mode]()

def bidirectional(layer):
    kind, options = layer.given['layer']
    cells = [Recurrence(layer, kind, {**options, 'goBackwards': place == 1}, prefix, place)
             for place, prefix in enumerate(('forward_', 'backward_'))]
    parameters(layer, {**cells[0].shapes, **cells[1].shapes})
    whole, mode = cells[0].options['returnSequences'], layer.options['mergeMode']

    def forward(x):
        layer.mask = layer.masks[0]
        y = [cell.forward(x, [], layer.mask, layer.moment) for cell in cells]
        if whole:
            y[1] = y[1][:, ::-1]
            valid = np.ones(x.shape[:2], bool) if layer.mask is None else layer.mask > 0
            layer.y = [np.where(valid[:, :, None], each, F32(0)) for each in y]
        else:
            layer.y = [each[:, -1] for each in y]
        return halves_merged(mode, *layer.y)

    def backward(dy):
        a, b = layer.y
        halves = {'concat': lambda: np.split(dy, 2, -1), 'sum': lambda: [dy, dy], 'mul': lambda: [dy * b, dy * a],
                  'ave': lambda: [dy / F32(2)] * 2}[mode]()
        if whole:
            valid = np.ones(dy.shape[:2], bool) if layer.mask is None else layer.mask > 0
            halves = [np.where(valid[:, :, None], each, F32(0)) for each in halves]
            halves[1] = halves[1][:, ::-1]
        else:
            halves = [at_the_end(each, len(cells[0].order)) for each in halves]
        return [np.add(*[cell.backward(each)[0] for cell, each in zip(cells, halves)])]

    return forward, backward

def time_distributed(layer):
    inner = layer.make(layer.contract, *layer.given['layer'], [layer.shape[1:]], layer.number)
    layer.tensor_shapes, layer.names, layer.activation = inner.tensor_shapes, inner.names, None
    layer.tensors = {name: np.zeros(inner.tensor_shapes[name], F32) for name in sum(inner.names, [])}

    def forward(x):
        inner.tensors, steps = layer.tensors, x.shape[1]
        moment = layer.moment and (*layer.moment[:2], [row * steps + t for row in layer.moment[2] for t in range(steps)])
        y = inner.forward(x.reshape((-1,) + x.shape[2:]), training=moment)
        y = inner.activation.forward(y) if inner.activation else y
        return y.reshape(x.shape[:2] + y.shape[1:])

    def backward(dy):
        inner.gradients, given = layer.gradients, dy.reshape((-1,) + dy.shape[2:])
        given = inner.activation.backward(given) if inner.activation else given
        dx = inner.backward(given, layer.carry)
        layer.gradients = inner.gradients
        return [dx.reshape(dy.shape[:2] + dx.shape[1:])]

    return forward, backward

def attention(layer):
    o, own = layer.options, layer.shapes[:-1] if layer.options['useAttentionMask'] else layer.shapes
    heads, widths = o['numHeads'], {'query': o['keyDim'], 'key': o['keyDim'], 'value': o['valueDim'] or o['keyDim']}
    source = {'query': 0, 'key': len(own) - 1, 'value': 1}
    shapes = {part + ' w': (own[source[part]][-1], heads, n) for part, n in widths.items()}
    outputs, factor = o['outputShape'] or own[0][-1], F32(1 / math.sqrt(o['keyDim']))
    outputs = outputs[0] if isinstance(outputs, list) else outputs
    shapes['output w'] = (heads, widths['value'], outputs)
    biases = {part + ' b': (heads, n) for part, n in widths.items()}
    biases['output b'] = (outputs,)
    parameters(layer, {name: shape for part in (*widths, 'output') for name, shape in (
        (part + ' w', shapes[part + ' w']), (part + ' b', biases[part + ' b'])) if o['useBias'] or name.endswith('w')})
    exp = layer.contract.elementary['exp']

    def weights(part, rows):
        return layer.tensors[part + ' w'].reshape(rows, -1)

    def project(part, rows):
        y = times(rows, weights(part, rows.shape[1]))
        return y + layer.tensors[part + ' b'].reshape(-1) if o['useBias'] else y

    def project_back(part, rows, dy, start=None):
        w = weights(part, rows.shape[1])
        give(layer, part + ' w', lambda sum: times(rows.T, dy, None if sum is None else sum.reshape(w.shape)))
        if o['useBias']:
            give(layer, part + ' b', sum_of_rows(dy))
        return times(dy, w.T, start)

    def apart(rows):
        """A matrix for each head of each example."""
        n = rows.shape[1] // heads
        return rows.reshape(layer.m, -1, heads, n).swapaxes(1, 2).reshape(layer.m * heads, -1, n)

    def together(matrices):
        steps, n = matrices.shape[1:]
        return matrices.reshape(layer.m, heads, steps, n).swapaxes(1, 2).reshape(-1, heads * n)

    def seen(x, queries, keys):
        masks = [None if mask is None else mask > 0 for mask in layer.masks]
        found = np.ones((layer.m, heads, queries, keys), bool)
        for i, mask in enumerate(masks[:len(own)]):
            if mask is not None:
                found &= mask[:, None, :, None] if i == 0 else mask[:, None, None, :]
        if o['useCausalMask']:
            found &= np.tri(queries, keys, dtype=bool)
        if o['useAttentionMask']:
            found &= (x[-1] != 0).reshape((layer.m, -1, queries, keys))
        return found.reshape(-1, queries, keys)

    def softmax(scores, seen):
        rows = np.where(seen, scores, F32(-np.inf)).reshape(-1, scores.shape[2])
        powers = np.where(seen.reshape(rows.shape), exp(rows - routines.larger_of_rows(rows)[:, None]), F32(0))
        p = powers / routines.lanes_sum(powers)[:, None]
        return np.where(seen, p.reshape(scores.shape), F32(0))

    def forward(*x):
        layer.m = len(x[0])
        layer.rows = {part: x[i].reshape(-1, x[i].shape[-1]) for part, i in source.items()}
        layer.q, layer.k, layer.v = [apart(project(part, layer.rows[part]) * (factor if part == 'query' else F32(1)))
                                     for part in ('query', 'key', 'value')]
        scores = products(layer.q, layer.k.swapaxes(1, 2))
        layer.p, layer.drop = softmax(scores, seen(x, *scores.shape[1:])), undropped
        if layer.moment and o['dropout']:
            seed, steps_done, rows = layer.moment
            noise = randomness.noise(seed, steps_done, layer.number, rows, layer.p.size // layer.m)
            layer.drop = dropper(noise.reshape(layer.p.shape), o['dropout'])
        layer.rows['output'] = together(products(layer.drop(layer.p), layer.v))
        return project('output', layer.rows['output']).reshape(x[0].shape[:2] + (outputs,))

    def backward(dy):
        found = apart(project_back('output', layer.rows['output'], dy.reshape(-1, outputs)))
        dp = layer.drop(products(found, layer.v.swapaxes(1, 2)))
        dv = products(layer.drop(layer.p).swapaxes(1, 2), found)
        flat = (-1, dp.shape[2])
        dp = routines.softmax_gradient(dp.size // dp.shape[2], dp.shape[2], layer.p, dp).reshape(dp.shape)
        dq = together(products(dp, layer.k)) * factor
        dk = together(products(dp.swapaxes(1, 2), layer.q))
        dx = {'query': project_back('query', layer.rows['query'], dq), 'key': project_back('key', layer.rows['key'], dk)}
        shared = dx.pop('key') if len(own) == 2 else None
        dx['value'] = project_back('value', layer.rows['value'], together(dv), shared)
        order = ['query', 'value', 'key'][:len(own)]
        return [dx[part].reshape((layer.m,) + layer.shapes[i]) for i, part in enumerate(order)] + [None] * (
            len(layer.shapes) - len(own))

    return forward, backward

def position_embedding(layer):
    steps, n = layer.shape
    parameters(layer, {'w': (layer.options['sequenceLength'], n)})

    def gradient(dy):
        def of(start):
            used = None if start is None else start[:steps]
            rest = np.zeros((layer.options['sequenceLength'] - steps, n), F32) if start is None else start[steps:]
            return np.concatenate([sum_of_rows(dy.reshape(len(dy), -1))(used).reshape(steps, n), rest])
        give(layer, 'w', of)
        return [np.zeros_like(dy)]

    return lambda x: np.repeat(layer.tensors['w'][None, :steps], len(x), 0), gradient

def sine_position_encoding(layer):
    host, (steps, n) = layer.contract.host, layer.shape
    rates = [host.pow64(float(layer.options['maxWavelength']), -(2 * (i // 2)) / n) for i in range(n)]
    table = np.array([[(host.cos64 if i % 2 else host.sin64)(p * rate) for i, rate in enumerate(rates)]
                      for p in map(float, range(steps))]).astype(F32)
    return lambda x: np.repeat(table[None], len(x), 0), lambda dy: [np.zeros_like(dy)]

TABLE = {
    **dict.fromkeys(GATES, recurrent), 'bidirectional': bidirectional, 'timeDistributed': time_distributed,
    'multiHeadAttention': attention, 'positionEmbedding': position_embedding,
    'sinePositionEncoding': sine_position_encoding}

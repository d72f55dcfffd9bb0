"""Section 9: graphs of layers, and their training step."""

import functools
import math
import numpy as np
from . import randomness, routines
from .answers import F32
from .layers import make_layer
from .parts import Constraint, Loss, Regularizer, loss_heading

def stack(layers, input_shape):
    """Section 9: layers one after the other, as a graph of section 18."""
    return {'inputs': [{'shape': input_shape}], 'outputs': [{'tensor': len(layers)}],
            'calls': [{'layer': number, 'inputs': [number]} for number in range(len(layers))]}

def columns(given):
    """One array for each input or output."""
    return given if isinstance(given, list) else [given]

def rows_of(factor, shape):
    """A factor of examples or of steps, for each row of the last axis of examples of that shape."""
    return np.repeat(factor, math.prod(shape[factor.ndim - 1:-1]))

def in_one(tensors):
    """One vector of tensors, (dictionary, name), which become views of it, and their (slice, shape, multiplier)."""
    vector = np.concatenate([np.zeros(0, dtype=F32)] + [own[name].reshape(-1) for own, name in tensors])
    places, start = [], 0
    for own, name in tensors:
        part, shape = slice(start, start + own[name].size), own[name].shape
        own[name], start = vector[part].reshape(shape), part.stop
        places.append((part, shape, 1.0))
    return vector, places

class Network:
    """A graph of layers (kind, options). θ and the state are one vector each, and tensors are views of them."""

    def __init__(self, contract, layers, graph, seed, losses, max_batch, loss_weights=None, shards=1,
                 shard_statistics=False):
        self.contract, self.seed, self.max_batch, self.steps = contract, seed, max_batch, 0
        self.shards, self.shard_statistics = shards, shard_statistics
        self.outputs = [output['tensor'] for output in graph['outputs']]
        self.weights = loss_weights or [1] * len(losses)
        self.shapes = shapes = [entry['shape'] for entry in graph['inputs']]
        self.calls, uses = [], [[] for _ in layers]
        self.mask_at = [None] * len(shapes)  # of each value the number of its mask, if it has one
        for number, call in enumerate(graph['calls']):  # each is a layer of its own here; those of one share tensors
            made = make_layer(contract, *layers[call['layer']], [shapes[value] for value in call['inputs']], number)
            made.reads, made.writes = call['inputs'], len(shapes)
            made.read_masks = call.get('masks') or [self.mask_at[value] for value in call['inputs']]
            made.own_mask = made.makes_mask([mask is not None for mask in made.read_masks])
            uses[call['layer']].append(made)
            made.tensors = uses[call['layer']][0].tensors
            self.calls.append(made)
            shapes += [made.output_shape] + [made.output_shape[:1]] * bool(made.own_mask)
            passed = made.writes + 1 if made.own_mask else made.read_masks[0] if made.passes_mask() else None
            self.mask_at += [passed] + [None] * bool(made.own_mask)
        self.losses = [self.loss_at(output, loss) for output, loss in zip(self.outputs, losses)]
        parameters, state = [[(calls, name) for calls in uses for name in calls[0].names[which]] for which in (0, 1)]
        for index, (calls, name) in enumerate(parameters + state):  # sections 7 and 8
            stream = randomness.Stream(seed, randomness.INITIALIZE * 2 ** 32 + index)
            calls[0].tensors[name] = calls[0].first_value(name, stream)
        self.theta, self.places = in_one([(calls[0].tensors, name) for calls, name in parameters])
        self.state, _ = in_one([(calls[0].tensors, name) for calls, name in state])
        self.parameters = [(calls, name, *[
            maker(contract, *part) if (part := calls[0].part(name, maker.__name__)) else None
            for maker in (Regularizer, Constraint)]) for calls, name in parameters]

    def loss_at(self, output, loss):
        """The loss of an output, which may stand for the activation there."""
        last = next((call for call in self.calls if call.writes == output), None)
        alone = self.outputs.count(output) == 1 and not any(output in call.reads for call in self.calls)
        if last and last.activation and alone and not last.activity:
            after = last.options['activation'][0]
            if loss_heading(*loss, after) in self.contract.lists['losses']:
                last.activation = None
                return Loss(self.contract, *loss, after)
        return Loss(self.contract, *loss)

    def penalty(self):
        total = 0.0
        for calls, name, regularizer, _ in self.parameters:
            if regularizer:
                w = calls[0].tensors[name]
                total = total + float(routines.vector_sum(regularizer.of(w, w, 1)[0]))
        return total

    def masks_of(self, x):
        """Masks by the numbers of their values, inputs among them; they are made of inputs and of masks."""
        values = dict(enumerate(x))
        for call in self.calls:
            if call.own_mask:
                values[call.writes + 1] = call.mask_of(
                    *map(values.get, call.reads), masks=list(map(values.get, call.read_masks)))
        return values

    def rows_that_count(self, x, y, weights):
        """Of each output, over the whole batch: what J divides by."""
        values, counts = self.masks_of(x), []
        for loss, output, own, weight in zip(self.losses, self.outputs, y, weights):
            shape, mask = self.shapes[output], loss.mask_of(own, values.get(self.mask_at[output]))
            rows = np.ones(len(x[0]) * math.prod(shape[:-1])) if mask is None else rows_of(mask, shape).astype(float)
            by_weight = loss.reduction == 'meanWithSampleWeight' and weight is not None
            terms = rows * rows_of(weight, shape) if by_weight else rows
            counts.append(1 if loss.reduction == 'sum' else functools.reduce(lambda a, b: a + b, terms.tolist(), 0.0))
        return counts

    def add_losses(self, totals, x, y, weights, training=None):
        """Adds the losses of rows to the outputs' totals in binary64, and to the last what outputs of layers add."""
        self.values, masks = list(x), self.masks_of(x)
        for call in self.calls:
            value = call.forward(*[self.values[value] for value in call.reads], training=training,
                                 masks=list(map(masks.get, call.read_masks)))
            self.values.append(call.activation.forward(value) if call.activation else value)
            self.values += [masks[call.writes + 1]] if call.own_mask else []
        self.masks = [loss.mask_of(own, masks.get(self.mask_at[output]))
                      for loss, output, own in zip(self.losses, self.outputs, y)]
        found, penalties = [], []
        for loss, output, own, mask, weight in zip(self.losses, self.outputs, y, self.masks, weights):
            losses = loss.forward(self.values[output].reshape(-1, self.shapes[output][-1]), own)
            for factor in (mask, weight):
                losses = losses if factor is None else losses * rows_of(factor, self.shapes[output])
            found.append(losses)
        for call in self.calls:
            if call.activity:
                terms = call.activity.of(self.values[call.writes], self.values[call.writes], 1)[0]
                penalties.append(routines.lanes_sum(terms.reshape(len(x[0]), -1)))
        found += [functools.reduce(np.add, penalties)] if penalties else []
        for index, losses in enumerate(found):
            for loss in losses.tolist():
                totals[index] = totals[index] + loss

    def weighed(self, totals, counts, m):
        total = 0.0
        for weight, own, rows in zip(self.weights, totals, counts):
            total = total + weight * own / (rows / m) if rows else total
        return total + totals[-1]

    def step(self, x, y, optimizer, weights=None, end_of_epoch=False):
        """Section 9: a training step. Returns the total and ∇; `seen` are first outputs from before the update."""
        x, y, weights = columns(x), columns(y), [None] * len(columns(y)) if weights is None else columns(weights)
        m, totals, self.seen, counts = len(x[0]), [0.0] * (len(y) + 1), [], self.rows_that_count(x, y, weights)
        before = self.state.copy()

        def shard(start, end):
            self.state[...] = before
            for at in range(start, end, self.max_batch):
                part = slice(at, min(end, at + self.max_batch))
                rows = [[None if array is None else array[part] for array in arrays] for arrays in (x, y, weights)]
                self.add_losses(totals, *rows, (self.seed, self.steps, range(m)[part]))
                self.seen.append(self.losses[0].output())
                self.backward(m, counts, rows[2], 0 if at == start else 1)
            gradient = np.concatenate([
                functools.reduce(np.add, [call.gradients[name] for call in reversed(calls)]).reshape(-1)
                for calls, name, _, _ in self.parameters])
            if self.shard_statistics:
                self.finish()
            return gradient, self.state.copy()

        def tree(first, count):
            start, end = [-(-at * m // self.shards) for at in (first, first + count)]
            if start == end or count == 1:
                return [] if start == end else shard(start, end)
            halves = [half for half in (tree(first, count // 2), tree(first + count // 2, count // 2)) if len(half)]
            return [functools.reduce(np.add, parts) for parts in zip(*halves)]

        gradient, state = tree(0, self.shards)
        total, place = self.weighed(totals, counts, m) + m * self.penalty(), 0
        for calls, name, regularizer, _ in self.parameters:
            part = slice(place, place + calls[0].tensors[name].size)
            place = part.stop
            if regularizer:
                w = calls[0].tensors[name]
                gradient[part] = regularizer.of(w, gradient[part].reshape(w.shape), 1)[1].reshape(-1)
        optimizer.update(gradient, m, end_of_epoch)
        for calls, name, _, constraint in self.parameters:
            if constraint:
                calls[0].tensors[name][...] = constraint.apply(calls[0].tensors[name])
        if self.shard_statistics:
            self.state[...] = state / F32(min(m, self.shards))
        else:
            self.finish()
        self.steps += 1
        return total, gradient

    def finish(self):
        for call in self.calls:
            call.finish()

    def backward(self, m, counts, weights, carry):
        """Losses in order, then calls from the last; what a value's later consumers give is added to the first's."""
        gradients = {}

        def give(value, gradient):
            if gradient is not None:
                gradient = gradient.reshape(self.values[value].shape)
                gradients[value] = gradients[value] + gradient if value in gradients else gradient

        for loss, output, mask, own, weight, count in zip(
                self.losses, self.outputs, self.masks, weights, self.weights, counts):
            gradient = loss.backward(F32(weight / count if count else 0))
            for factor in (mask, own):
                gradient = gradient if factor is None else gradient * rows_of(factor, self.shapes[output])[:, None]
            give(output, gradient)
        for call in reversed(self.calls):
            gradient = gradients[call.writes]
            if call.activity:
                gradient = call.activity.of(self.values[call.writes], gradient, F32(1 / m))[1]
            if call.activation:
                gradient = call.activation.backward(gradient)
            for value, given in zip(call.reads, columns(call.backward(gradient, carry))):
                give(value, given)

    def evaluate(self, x, y):
        """Section 9: the loss by forward lists."""
        x, y = columns(x), columns(y)
        totals, m = [0.0] * (len(y) + 1), len(x[0])
        self.add_losses(totals, x, y, [None] * len(y))
        return self.weighed(totals, self.rows_that_count(x, y, [None] * len(y)), m) / m + self.penalty()

"""Section 11: attention and positions, by functions as in moving.py. The list of attention is shown for one size."""

import math
import numpy as np
from . import randomness, routines
from .answers import F32
from .moving import products
from .recurrence import before, dropper, parameters, sums, times, undropped

def seen(layer, x, shape):
    """Which keys each query of each head may see."""
    masks, o = layer.masks[:layer.own], layer.options
    found = np.ones(shape, bool) if not o['useCausalMask'] else np.broadcast_to(np.tri(*shape[2:], dtype=bool), shape)
    for i, mask in enumerate(masks):
        if mask is not None:
            found = found & (mask[:, None, :, None] if i == 0 else mask[:, None, None, :]).astype(bool)
    return found & (x[-1] != 0).reshape((len(x[-1]), -1) + shape[2:]) if o['useAttentionMask'] else found

def softmax(exp, scores, seen):
    rows = np.where(seen.reshape(scores.shape), scores, F32(-np.inf)).reshape(-1, scores.shape[2])
    powers = np.where(seen.reshape(rows.shape), exp(rows - routines.larger_of_rows(rows)[:, None]), F32(0))
    p = np.where(seen.reshape(rows.shape), powers / routines.lanes_sum(powers)[:, None], F32(0))
    return p.reshape(scores.shape)

def attention(layer):
    o, heads = layer.options, layer.options['numHeads']
    layer.own = len(layer.shapes) - o['useAttentionMask']  # inputs that are sequences
    sources, exp = {'query': 0, 'key': layer.own - 1, 'value': 1}, layer.contract.elementary['exp']
    outputs, factor = np.ravel(o['outputShape'] or layer.shapes[0][-1])[0], F32(1 / math.sqrt(o['keyDim']))
    value_dim = o['valueDim'] if isinstance(o['valueDim'], int) else o['keyDim']
    shapes = {part + ' w': (layer.shapes[i][-1], heads, value_dim if part == 'value' else o['keyDim'])
              for part, i in sources.items()}
    shapes['output w'] = (heads, value_dim, outputs)
    parameters(layer, {name[:-1] + end: own for name, shape in shapes.items()
                       for end, own in (('w', shape), ('b', shape[2:] if name == 'output w' else shape[1:]))
                       if end == 'w' or o['useBias']})

    def project(part, rows):
        layer.rows[part] = rows
        y = times(rows, layer.tensors[part + ' w'].reshape(rows.shape[1], -1))
        return y + layer.tensors[part + ' b'].reshape(-1) if o['useBias'] else y

    def project_back(part, dy, start=None):
        """∂J/∂rows, carrying on from `start`; ∇ of the parameters is kept."""
        rows, w = layer.rows[part], layer.tensors[part + ' w'].reshape(layer.rows[part].shape[1], -1)
        for name, gradient in ((part + ' w', lambda start: times(rows.T, dy, start)),
                               (part + ' b', lambda start: sums(dy, start)))[:1 + o['useBias']]:
            layer.gradients[name] = gradient(before(layer, name)).reshape(layer.tensor_shapes[name])
        return times(dy, w.T, start)

    def apart(rows):
        """A matrix for each head of each example."""
        n = rows.shape[1] // heads
        return rows.reshape(layer.m, -1, heads, n).swapaxes(1, 2).reshape(layer.m * heads, -1, n)

    def together(matrices):
        steps, n = matrices.shape[1:]
        return matrices.reshape(layer.m, heads, steps, n).swapaxes(1, 2).reshape(-1, heads * n)

    def forward(*x):
        layer.m, layer.rows, layer.drop = len(x[0]), {}, undropped
        q, k, layer.v = [project(part, x[i].reshape(-1, x[i].shape[-1])) for part, i in sources.items()]
        layer.q, layer.k, layer.v = apart(q * factor), apart(k), apart(layer.v)
        scores = products(layer.q, layer.k.swapaxes(1, 2))
        layer.p = softmax(exp, scores, seen(layer, x, (layer.m, heads) + scores.shape[1:]))
        if layer.moment and o['dropout']:
            seed, steps_done, rows = layer.moment
            noise = randomness.noise(seed, steps_done, layer.number, rows, scores.size // layer.m, own=o.get('seed'))
            layer.drop = dropper(noise.reshape(scores.shape), o['dropout'])
        y = project('output', together(products(layer.drop(layer.p), layer.v)))
        return y.reshape(x[0].shape[:2] + (outputs,))

    def backward(dy):
        of_seen = apart(project_back('output', dy.reshape(-1, outputs)))
        dp = layer.drop(products(of_seen, layer.v.swapaxes(1, 2)))
        dp = routines.softmax_gradient(dp.size // dp.shape[2], dp.shape[2], layer.p, dp).reshape(dp.shape)
        dx = [project_back('query', together(products(dp, layer.k)) * factor)]
        by_key = project_back('key', together(products(dp.swapaxes(1, 2), layer.q)))
        dv = together(products(layer.drop(layer.p).swapaxes(1, 2), of_seen))
        dx += [project_back('value', dv, by_key)] if layer.own == 2 else [project_back('value', dv), by_key]
        dx = [own.reshape((layer.m,) + shape) for own, shape in zip(dx, layer.shapes)]
        return dx + [None] * o['useAttentionMask']

    return forward, backward

def position_embedding(layer):
    (steps, n), longest = layer.shape, layer.options['sequenceLength']
    parameters(layer, {'w': (longest, n)})

    def backward(dy):
        start = before(layer, 'w')
        used, rest = (None, np.zeros((longest - steps, n), F32)) if start is None else (start[:steps], start[steps:])
        layer.gradients['w'] = np.concatenate([sums(dy.reshape(len(dy), -1), used).reshape(steps, n), rest])
        return [np.zeros_like(dy)]

    return lambda x: np.repeat(layer.tensors['w'][None, :steps], len(x), 0), backward

def sine_position_encoding(layer):
    host, (steps, n) = layer.contract.host, layer.shape
    rates = [host.pow64(float(layer.options['maxWavelength']), (-2 * (i // 2)) / n) for i in range(n)]
    table = np.array([[(host.cos64 if i % 2 else host.sin64)(t * rate) for i, rate in enumerate(rates)]
                      for t in range(steps)]).astype(F32)
    return lambda x: np.repeat(table[None], len(x), 0), lambda dy: [np.zeros_like(dy)]

TABLE = {'multiHeadAttention': attention, 'positionEmbedding': position_embedding,
         'sinePositionEncoding': sine_position_encoding}

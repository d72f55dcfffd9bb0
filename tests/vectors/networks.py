"""Makes networks.json: small networks computed by PyTorch in binary64, for the tests of layers, losses and training.

Run: python tests/vectors/networks.py   (needs torch; the file is written beside this script)

A dense layer is z = x W + b, a = activation(z), with W stored as (inputs, units), row-major, as Keras does. Every operand
is a binary32 number exactly, so binary32 and binary64 implementations start from the same values.
"""

import json
import platform
import random
from pathlib import Path

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)


def binary32(values):
    return torch.tensor(values, dtype=torch.float32).double()


LEARNING_RATE = binary32(0.1).item()
STEPS = 3
# A pre-activation this near to a kink of ReLU could fall on the other side in binary32.
KINK = 0.01

ACTIVATIONS = {
    'linear': lambda z: z,
    'relu': torch.relu,
    'sigmoid': torch.sigmoid,
    'tanh': torch.tanh,
    'softmax': lambda z: torch.softmax(z, dim=-1),
}

# The loss of each example, from z and a of the last layer and the targets.
LOSSES = {
    'meanSquaredError': lambda z, a, y: ((a - y) ** 2).mean(dim=-1),
    'halfSquaredError': lambda z, a, y: 0.5 * ((a - y) ** 2).sum(dim=-1),
    'sparseCategoricalCrossentropy': lambda z, a, y: functional.cross_entropy(z, y, reduction='none'),
}

# seed, name, input shape, layers (units and activation, or 'flatten'), loss, batch or the class of each example
SEEDED = [
    (71, 'relu and linear', [3], [(4, 'relu'), (2, 'linear')], 'meanSquaredError', 3),
    (2, 'sigmoid twice', [3], [(4, 'sigmoid'), (2, 'sigmoid')], 'halfSquaredError', 5),
    (3, 'tanh and softmax with its loss', [2], [(5, 'tanh'), (3, 'softmax')], 'sparseCategoricalCrossentropy', [2, 0, 1]),
    (159, 'three layers', [4], [(6, 'relu'), (5, 'relu'), (3, 'softmax')], 'sparseCategoricalCrossentropy', [1, 0, 2, 2, 1]),
    (5, 'softmax with another loss', [3], [(4, 'sigmoid'), (3, 'softmax')], 'meanSquaredError', 5),
    (6, 'softmax inside', [3], [(4, 'softmax'), (2, 'tanh')], 'halfSquaredError', 3),
    (7, 'one linear layer', [5], [(1, 'linear')], 'meanSquaredError', 5),
    (8, 'flatten', [2, 3], ['flatten', (4, 'tanh')], 'meanSquaredError', 3),
]

# One path is alive for w11 of layer 2: x1, unit 1 of layer 2, unit 1 of layer 3, unit 1 of layer 4. Units 2 and 3 of layer 3
# and unit 2 of layer 4 have z < 0, though neither their weights nor the error of that output are 0.
WORKED = {
    'x': [0.3, 0.8, -0.5],
    'targets': [0.45, 0.35],
    'layers': [
        {'kernel': [0.6, -1.5, 0.5, 1.25, 0.4, 0.5], 'bias': [-0.26, 0.1]},
        {'kernel': [2.5, 1.5, -3.0, -0.5, -2.0, 0.75], 'bias': [0.15, -0.25, -0.5]},
        {'kernel': [4.2, -1.75, -1.5, 2.25, 0.75, -0.625], 'bias': [-0.4, 0.2]},
    ],
}
RAISE = 0.1


def seeded_case(seed, name, input_shape, layers, loss, batch_or_classes):
    """All numbers of a case differ: multiples of 1/128 in (-1, 1), drawn without replacement."""
    pool = [n / 128 for n in range(-127, 128) if n != 0]
    random.Random(seed).shuffle(pool)
    take = lambda count: [pool.pop() for _ in range(count)]
    sparse = isinstance(batch_or_classes, list)
    batch = len(batch_or_classes) if sparse else batch_or_classes
    described, width = [], torch.Size(input_shape).numel()
    x = take(batch * width)
    for layer in layers:
        if layer == 'flatten':
            described.append({'type': 'flatten'})
            continue
        units, activation = layer
        described.append({'type': 'dense', 'units': units, 'activation': activation, 'kernel': take(width * units), 'bias': take(units)})
        width = units
    targets = batch_or_classes if sparse else take(batch * width)
    return {'name': name, 'inputShape': input_shape, 'batch': batch, 'layers': described, 'loss': loss, 'x': x, 'targets': targets}


def worked_case(convert):
    layers = [
        {'type': 'dense', 'units': len(layer['bias']), 'activation': 'relu', **{k: convert(v).tolist() for k, v in layer.items()}}
        for layer in WORKED['layers']
    ]
    x, targets = convert(WORKED['x']).tolist(), convert(WORKED['targets']).tolist()
    return {'name': 'worked example', 'inputShape': [3], 'batch': 1, 'layers': layers, 'loss': 'halfSquaredError', 'x': x, 'targets': targets}


def tensors(case):
    """x, targets, and for each layer its kernel and bias as leaves of the graph (nothing for flatten)."""
    width, parameters = torch.Size(case['inputShape']).numel(), []
    for layer in case['layers']:
        if layer['type'] == 'flatten':
            parameters.append({})
            continue
        kernel = torch.tensor(layer['kernel']).reshape(width, layer['units']).requires_grad_()
        parameters.append({'kernel': kernel, 'bias': torch.tensor(layer['bias']).requires_grad_()})
        width = layer['units']
    x = torch.tensor(case['x']).reshape(case['batch'], *case['inputShape']).requires_grad_()
    targets = torch.tensor(case['targets'])
    return x, targets if targets.dtype == torch.int64 else targets.reshape(case['batch'], width), parameters


def forward(case, x, targets, parameters):
    """z and a of every layer, and the loss of every example."""
    values, a = [], x
    for layer, p in zip(case['layers'], parameters):
        if layer['type'] == 'flatten':
            a = a.flatten(start_dim=1)
            values.append({'a': a})
            continue
        z = a @ p['kernel'] + p['bias']
        a = ACTIVATIONS[layer['activation']](z)
        assert layer['activation'] != 'relu' or z.abs().min() > KINK, f"{case['name']}: choose another seed"
        values.append({'z': z, 'a': a})
    return values, LOSSES[case['loss']](values[-1]['z'], a, targets)


def flat(per_layer):
    return [{name: t.detach().flatten().tolist() for name, t in layer.items()} for layer in per_layer]


def results(case):
    x, targets, parameters = tensors(case)
    leaves = [t for layer in parameters for t in layer.values()]
    optimizer = torch.optim.SGD(leaves, lr=LEARNING_RATE)
    values, losses = forward(case, x, targets, parameters)
    losses.mean().backward()
    found = {
        'forward': flat(values),
        'losses': losses.tolist(),
        'meanLoss': losses.mean().item(),
        'gradients': flat([{name: t.grad for name, t in layer.items()} for layer in parameters]),
        'gradientOfX': x.grad.flatten().tolist(),
    }
    path = []
    for step in range(STEPS):
        optimizer.step()
        if step == 0:
            found['afterOneStep'] = flat(parameters)
        optimizer.zero_grad()
        loss = forward(case, x, targets, parameters)[1].mean()
        path.append(loss.item())
        loss.backward()
    return {**found, 'afterThreeSteps': flat(parameters), 'meanLossAfterEachStep': path}


def worked_results(convert):
    """What J does when w11 of layer 2 grows, with the first two terms of its expansion; J is quadratic there, so they are all."""
    case = worked_case(convert)
    x, targets, parameters = tensors(case)
    kernel = parameters[0]['kernel']
    raised = convert(WORKED['layers'][0]['kernel'][0] + RAISE).item()
    values, losses = forward(case, x, targets, parameters)
    weight, (gradient,) = kernel[0, 0].item(), torch.autograd.grad(losses.sum(), kernel, create_graph=True)
    curvature = torch.autograd.grad(gradient[0, 0], kernel)[0][0, 0].item()
    with torch.no_grad():
        kernel[0, 0] = raised
    after = forward(case, x, targets, parameters)[1].sum().item()
    delta, g = raised - weight, gradient[0, 0].item()
    rise, first, second = after - losses.sum().item(), g * delta, 0.5 * curvature * delta ** 2
    assert abs(rise - first - second) < 1e-15
    return {
        'outputMinusTarget': (values[-1]['a'] - targets)[0, 0].item(), 'gradient': g, 'secondDerivative': curvature, 'weight': weight, 'raisedWeight': raised,
        'loss': losses.sum().item(), 'lossAfter': after, 'rise': rise, 'firstOrder': first, 'secondOrder': second,
    }


def show(value, indent=0):
    """JSON with a line for each tensor and each short object."""
    line = json.dumps(value, ensure_ascii=False)
    numbers = isinstance(value, list) and isinstance(value[0], (int, float))
    if len(line) <= 140 - indent or numbers or not isinstance(value, (list, dict)):
        return line
    inner, is_object = ' ' * (indent + 2), isinstance(value, dict)
    parts = [f'{json.dumps(k)}: {show(v, indent + 2)}' for k, v in value.items()] if is_object else [show(v, indent + 2) for v in value]
    start, end = '{}' if is_object else '[]'
    return f'{start}\n{inner}' + f',\n{inner}'.join(parts) + f'\n{" " * indent}{end}'


def main():
    cases = [seeded_case(*row) for row in SEEDED] + [worked_case(binary32)]
    document = {
        'source': f'tests/vectors/networks.py, PyTorch {torch.__version__}, Python {platform.python_version()}, binary64',
        'conventions': [
            'Tensors are flat, row-major. Operands (x, targets, kernel, bias, learningRate) are binary32 numbers exactly; results are binary64.',
            'kernel is (inputs, units): z = x kernel + bias. forward, gradients and the parameters after a step are lists along layers.',
            'gradients and gradientOfX are of meanLoss, the mean of losses over the batch. The steps are of gradient descent on the whole batch.',
            'workedExample raises kernel[0] of layer 0 in the case of that name by 0.1: once with its numbers as decimals, once rounded to binary32.',
        ],
        'learningRate': LEARNING_RATE,
        'cases': [{**case, **results(case)} for case in cases],
        'workedExample': {'operands': WORKED, 'decimal': worked_results(torch.tensor), 'binary32': worked_results(binary32)},
    }
    Path(__file__).with_suffix('.json').write_text(show(document) + '\n', encoding='utf-8')


main()

"""Section 17: one function for each file of known answers, whose `about` says what the entries are."""

import numpy as np
from . import linalg as algebra, randomness, routines as sums
from .answers import F32, sha256
from .files import Ledger, data_digests, part, rebuild
from .metrics import metric
from .layers import make_layer
from .network import Network, columns, stack
from .optimizers import Optimizer, scheduled
from .parts import Activation, Constraint, Loss, Regularizer, heading

def covered(answers, contract):
    """Every listing of the document that computes something must have an answer."""
    block, names = answers.title.removesuffix('.json'), set()
    for tree in answers.tree[block]:
        name = (tree.get('name') or tree.get('optimizer') or tree.get('layer')).split(', ')[0]
        names.add(heading(name, tree['options']) if block in ('activations', 'losses') else name)
    answers.report.compare(answers.title + ': listings without an answer', [], [
        title for title, lists in contract.lists[block].items() if lists.get('') != ['y is x, and dx is dy']
        and not {title.split(' right after ')[0], title.split(', ')[0]} & names])

def elementary(answers, contract):
    x = answers.given('x')
    answers.check(**{name: function(x) for name, function in contract.elementary.items()})

def host(answers, contract):
    x, y, angles = [array.tolist() for array in answers.given('x', 'y', 'angles')]
    for name, arguments in (('exp64', x), ('log64', x), ('cos64', angles), ('sin64', angles)):
        answers.check(**{name: np.array([getattr(contract.host, name)(a) for a in arguments])})
    answers.check(pow64=np.array([[contract.host.pow64(a, b) for b in y] for a in x]))

def random(answers, contract):
    for block, counter, key in answers.each('blocks', 'counter', 'key'):
        block.check(words=randomness.philox(counter, key).tolist())
    for entry, seed, number in answers.each('streams', 'seed', 'stream'):
        stream = randomness.Stream(seed, number)
        entry.check(words=[stream.word() for _ in entry.tree['words']])
    for entry, *arguments in answers.each('orders', 'seed', 'begun', 'examples', 'batchSize', 'shuffle'):
        entry.check(order=randomness.epoch_order(*arguments))
    stream, fresh = randomness.Stream(7, 1), lambda: randomness.Stream(7, 2)
    answers.check(nextBelow=[stream.next_below(bound) for bound in answers.given('bounds')], **{
        'uniform(-1, 3)': fresh().uniform((7,), -1, 3), 'normal(1, 2)': fresh().normal(contract.host, (7,), 1, 2),
        'truncatedNormal(1, 2)': fresh().normal(contract.host, (7,), 1, 2, limit=2),
        'uniformRows': randomness.noise(7, 3, 5, [2, 3], 7),
        'normalRows': randomness.noise(7, 3, 5, [2, 3], 7, (contract.host, 0.5))})

def initializers(answers, contract):
    for entry, name, options in answers.each('initializers', 'name', 'options'):
        shapes = [tree['shape'] for tree in entry.tree['values']]
        entry.check(values=[randomness.first_values(contract.host, name, options, shape, randomness.Stream(7, 2))
                            for shape in shapes])

def activations(answers, contract):
    z, da = answers.given('z', 'da')
    for entry, name, options in answers.each('activations', 'name', 'options'):
        activation = Activation(contract, name, options)
        entry.check(a=activation.forward(z), dz=activation.backward(da))

def losses(answers, contract):
    names = ('z', 'labels', 'signs', 'shares', 'probabilities', 'sigmoids')
    arrays = dict(zip(names, map(np.array, answers.given(*names))))
    for entry, name, options, y, output in answers.each('losses', 'name', 'options', 'targets', 'output'):
        loss = Loss(contract, name, options)
        entry.check(L=loss.forward(arrays[output], arrays[y]), gradient=loss.backward(1 / 3))
        after = 'sigmoid' if name.startswith('binary') else 'softmax'
        if heading(name, options) + ' right after ' + after in contract.lists['losses']:
            loss = Loss(contract, name, options, after)
            entry.check(fused={'L': loss.forward(arrays['z'], arrays[y]), 'a': loss.output(),
                               'gradient': loss.backward(1 / 3)})

def layers(answers, contract):
    for entry, title, options, dy, parameters, state in answers.each(
            'layers', 'layer', 'options', 'dy', 'parameters', 'state'):
        numbers = [''] if 'x' in entry.tree else [str(i) for i in range(1, 4) if 'x%d' % i in entry.tree]
        x = [entry.given('x' + number) for number in numbers]
        masks = [entry.given(name) if (name := 'mask' + number) in entry.tree else None for number in numbers]
        _, options = part({'is': '', 'options': options})
        layer = make_layer(contract, title.split(', ')[0], options, [each.shape[1:] for each in x], 2)
        layer.tensors.update({**parameters, **state})
        entry.report.compare(entry.title + ', names of tensors', [list(parameters), list(state)], layer.names)
        forward, train = [layer.forward(*x, training=moment, masks=masks) for moment in (None, (7, 3, range(len(dy))))]
        entry.check(forward=forward)
        entry.report.compare(entry.title + ': train', entry.given('train') if 'train' in entry.tree else forward, train)
        gradients = columns(layer.backward(dy, 0))
        entry.check(gradients=layer.gradients, **{
            'dx' + number: dx for number, dx in zip(numbers, gradients) if dx is not None})
        layer.finish()
        if state:
            entry.check(stateAfter={name: layer.tensors[name] for name in state})

def regularizers(answers, contract):
    w, dw = answers.given('w', 'dw')
    for entry, name, options in answers.each('regularizers', 'name', 'options'):
        terms, gradient = Regularizer(contract, name, options).of(w, dw, 1)
        entry.check(penalty=sums.lanes_sum(terms[None]), dw=gradient)

def constraints(answers, contract):
    matrix, vector = answers.given('matrix', 'vector')
    for entry, name, options in answers.each('constraints', 'name', 'options'):
        constraint = Constraint(contract, name, options)
        entry.check(matrix=constraint.apply(matrix))
        if constraint.axes.tolist() == [0]:  # a vector has no other
            entry.check(vector=constraint.apply(vector))

def routines(answers, contract):
    for entry, n in answers.each('reductions', 'n'):
        x, y = [randomness.Stream(2, number).uniform((n,), -4, 4) for number in (10, 11)]
        entry.check(sum=sums.vector_sum(x)[None], dot=sums.vector_sum(x * y)[None], nrm2=sums.nrm2(x)[None])
    values = dict(zip('abcy', answers.given('a', 'b', 'c', 'y')), labels=np.array(answers.given('labels')))
    for text in ('gemm(N, N, 3, 5, 7, 0.5, a, b, 2, c)', 'softmax(3, 5, c)', 'softmaxCrossentropy(3, 5, c, labels)',
                 'softmaxGradient(3, 5, softmax, gemm)', 'rowSums(3, 5, c)', 'columnSums(3, 5, c, 1, y)',
                 'ger(3, 5, −1, rowSums, y, c)', 'gemv(T, 3, 7, 2, a, rowSums, 0, y)'):
        name, got = text.partition('(')[0], contract.evaluate(text, values)
        values[name] = got[1] if isinstance(got, tuple) else got  # the losses
        answers.check(**{name: values[name]})

def schedules(answers, contract):
    for entry, name, options in answers.each('schedules', 'schedule', 'options'):
        entry.check(rates=np.array([scheduled(contract, {'schedule': name, **options}, s) for s in range(12)]))

def metrics(answers, contract):
    outputs, labels, targets = map(np.array, answers.given('prediction', 'labels', 'targets'))
    cases = {'labels': (outputs, labels), 'vectors': (outputs, np.eye(outputs.shape[1], dtype=F32)[labels])}
    for one in ('single', 'tied', 'missing'):
        cases[one] = answers.given(one)[:, None], targets[:, None].astype(F32)
    cases['margins'] = answers.given('margins')[:, None], (2 * targets[:, None] - 1).astype(F32), -1
    for entry, name, options in answers.each('metrics', 'name', 'options'):
        fits = {case: case == 'labels' if name.startswith('sparse') else case != 'labels' or 'ategorical' not in name
                for case in cases}
        if name == 'cosineSimilarity':  # of one output it is a constant
            fits = {case: case in ('labels', 'vectors') for case in cases}
        entry.check(**{case: float(metric(name, options, *cases[case])) for case in cases if fits[case]})

def optimizers(answers, contract):
    theta, gradients = answers.given('theta', 'gradients')
    for group in ('optimizers', 'onTensors', 'atEpochEnds'):
        for entry, name, options in answers.each(group, 'optimizer', 'options'):
            multiplier = options.pop('learningRateMultipliers', {}).get('last', 1)
            is_out = options.pop('excludeFromWeightDecay', []) == ['last']
            places = [(slice(0, 7), (7,), 1)] if group != 'onTensors' else [
                (slice(0, 6), (3, 2), 1), (slice(6, 7), (1,), multiplier)]
            last_of_epoch = entry.given('lastOfEpoch') if group == 'atEpochEnds' else 0
            optimizer, seen = Optimizer(contract, name, options, theta.copy(), places), []
            optimizer.excluded = [places[-1][0]] if is_out else []
            for examples, gradient in enumerate(gradients, 1):
                optimizer.update(gradient, examples, examples == last_of_epoch)
                seen.append(optimizer.theta.copy())
            entry.check(theta=seen, updates=optimizer.updates, numbers=optimizer.kept_numbers(),
                        slots=optimizer.slots())
            if optimizer.accumulated:
                entry.check(accumulatedExamples=[optimizer.first, optimizer.examples])

def trained(answers, network, optimizer, x, y, weights=None):
    answers.check(theta0=network.theta)
    for [entry] in answers.each('steps'):
        total, gradient = network.step(x, y, optimizer, weights)
        entry.check(loss=total / len(columns(x)[0]), gradient=gradient, theta=network.theta)
    answers.check(evaluate=network.evaluate(x, y))

def steps(answers, contract):
    """Section 9: the stack that `about` describes."""
    layers = [('dense', {'units': 4, 'activation': ('tanh', {}), 'kernelRegularizer': ('l2', {}),
                        'activityRegularizer': ('l2', {'l2': 0.05})}),
             ('layerNormalization', {}), ('prelu', {'alphaInitializer': ('ones', {})}), ('dropout', {'rate': 0.25}),
             ('gaussianNoise', {'stddev': 0.1}),
             ('dense', {'units': 3, 'activation': ('softmax', {}), 'kernelConstraint': ('maxNorm', {}),
                        'biasConstraint': ('nonNeg', {})})]
    network = Network(contract, layers, stack(layers, (3,)), 5, [('sparseCategoricalCrossentropy', {})], 2)
    options = {'learningRate': 0.05, 'clipnorm': 0.5, 'accumulationSteps': 2}
    optimizer = Optimizer(contract, 'adam', options, network.theta, network.places)
    x, y, weights = map(np.array, answers.given('x', 'y', 'sampleWeight'))
    weights = (weights * np.where(y == 1, F32(0.3), F32(1)).astype(np.float64)).astype(F32)  # class 1 has 0.3
    trained(answers, network, optimizer, x, y, weights)
    answers.check(predict=network.losses[0].output())

def reductions(answers, contract):
    """Sections 7 to 9 and 12: the stack that `about` describes."""
    x, y, weights = map(np.array, answers.given('x', 'y', 'sampleWeight'))
    layers = [('dense', {'units': 4, 'activation': ('tanh', {}), 'kernelInitializer': ('glorotUniform', {'seed': 11})}),
              ('dropout', {'rate': 0.25, 'seed': 12}), ('dense', {'units': 3, 'activation': ('softmax', {})})]
    for entry, reduction, weighted in answers.each('cases', 'reduction', 'isWeighted'):
        loss = ('sparseCategoricalCrossentropy', {'ignoreClass': -1, 'reduction': reduction})
        network = Network(contract, layers, stack(layers, (3,)), 6, [loss], 2)
        optimizer = Optimizer(contract, 'sgd', {'learningRate': 0.5}, network.theta, network.places)
        trained(entry, network, optimizer, x, y, weights if weighted else None)

def shards(answers, contract, folder):
    """Section 9: the stacks that `about` describes, in shards; and the ledger of section 19 of such a training."""
    x, y, weights = map(np.array, answers.given('x', 'y', 'sampleWeight'))
    cross = 'sparseCategoricalCrossentropy'
    made = {
        'cases': ([('dense', {'units': 4, 'activation': ('tanh', {}), 'kernelRegularizer': ('l2', {}),
                              'activityRegularizer': ('l2', {})}), ('dropout', {'rate': 0.25}),
                   ('dense', {'units': 3, 'activation': ('softmax', {})})],
                  (cross, {'ignoreClass': -1, 'reduction': 'meanWithSampleWeight'}), 2,
                  ('sgd', {'learningRate': 0.5, 'momentum': 0.5}), y, weights),
        'byShard': ([('dense', {'units': 4}), ('batchNormalization', {'momentum': 0.75}), ('dense', {'units': 3})],
                    (cross, {'fromLogits': True}), 8, ('adam', {'learningRate': 0.125}), np.maximum(y, 0), None)}
    for group, (layers, loss, most, how, targets, weigh) in made.items():
        for entry, count, rows in answers.each(group, 'shards', 'rows'):
            network = Network(contract, layers, stack(layers, (3,)), 8, [loss], most, None, count, group == 'byShard')
            optimizer = Optimizer(contract, *how, network.theta, network.places)
            for [step] in entry.each('steps'):
                total, gradient = network.step(
                    x[:rows], targets[:rows], optimizer, None if weigh is None else weigh[:rows])
                more = {'state': network.state} if group == 'byShard' else {'gradient': gradient}
                step.check(loss=total / rows, theta=network.theta, **more)
    Ledger(answers.within('ledger'), contract, folder / 'shards.jsonl', None)

def sequences(answers, contract):
    manifest, x, y = answers.given('manifest', 'inputs', 'targets')
    x = [x[entry['name']] for entry in manifest['graph']['inputs']]
    y = [np.array(y[entry['name']]) for entry in manifest['graph']['outputs']]
    trained(answers, *rebuild(manifest, contract), x, y)
    return manifest, x, y

def graphs(answers, contract):
    manifest, x, y = sequences(answers, contract)
    answers.check(ledger={
        'data': data_digests(x, y), 'layers': [part(layer)[0] for layer in manifest['layers']],
        'loss': part(manifest['compiled']['loss'][0])[0]})

def linalg(answers, contract):
    a, b, square, uneven, tall, right, triangle, coefficients, sides = answers.given(
        'a', 'b', 'square', 'uneven', 'tall', 'right', 'triangle', 'coefficients', 'sides')
    a64, b64, square64 = [array.astype(np.float64) for array in (a, b, square)]
    factors, pivots = algebra.lu(a)
    factors64, pivots64 = algebra.lu(a64)
    determinant, of_logarithms = algebra.determinants(contract.host, a)
    answers.check(
        lu={'factors': factors, 'pivots': pivots}, solve=algebra.solve(a, b), solveRefined=algebra.solve_refined(a, b),
        inverse=algebra.solve(a, np.eye(len(a), dtype=F32)), solveSmall=algebra.solve_refined(coefficients, sides),
        cholesky=algebra.cholesky(square), choleskyOfUneven=algebra.cholesky(uneven),
        qr=algebra.qr(tall), qrOfTriangle=algebra.qr(triangle), leastSquares=algebra.least_squares(tall, right),
        solveLower=algebra.triangular(a, b, lower=True), solveUpper=algebra.triangular(a, b, lower=False),
        determinant=determinant, logDeterminant=of_logarithms,
        eigenSymmetric=algebra.eigen_symmetric(square), eigenSymmetricOfUneven=algebra.eigen_symmetric(uneven),
        inBinary64={'factors': factors64, 'pivots': pivots64, 'solve': algebra.solve(a64, b64),
                    'cholesky': algebra.cholesky(square64)},
        bigLu=sha256(algebra.lu(randomness.Stream(2, 74).uniform((70, 70), -4, 4))[0]))

CHECKS = {check.__name__ + '.json': check for check in (
    elementary, host, random, initializers, activations, layers, losses, regularizers, constraints, routines, schedules,
    metrics, optimizers, steps, graphs, sequences, reductions, linalg)}

def check_file(answers, contract):
    CHECKS[answers.title](answers, contract)
    if answers.title.removesuffix('.json') in contract.lists:
        covered(answers, contract)

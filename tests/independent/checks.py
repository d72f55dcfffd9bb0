"""Section 17: one function for each file of known answers, whose `about` says what the entries are."""

import gzip
import hashlib
import re
import numpy as np
from . import linalg as algebra, randomness, routines as sums
from .answers import F32, digits64, sha256
from .files import data_digests, part, rebuild
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
    for block in answers.parts('blocks'):
        block.check(words=randomness.philox(*block.given('counter', 'key')).tolist())
    for entry in answers.parts('streams'):
        stream = randomness.Stream(*entry.given('seed', 'stream'))
        entry.check(words=[stream.word() for _ in entry.tree['words']])
    for entry in answers.parts('orders'):
        entry.check(order=randomness.epoch_order(*entry.given('seed', 'begun', 'examples', 'batchSize', 'shuffle')))
    stream, fresh = randomness.Stream(7, 1), lambda: randomness.Stream(7, 2)
    answers.check(nextBelow=[stream.next_below(bound) for bound in answers.given('bounds')], **{
        'uniform(-1, 3)': fresh().uniform((7,), -1, 3), 'normal(1, 2)': fresh().normal(contract.host, (7,), 1, 2),
        'truncatedNormal(1, 2)': fresh().normal(contract.host, (7,), 1, 2, limit=2),
        'uniformRows': randomness.noise(7, 3, 5, [2, 3], 7),
        'normalRows': randomness.noise(7, 3, 5, [2, 3], 7, (contract.host, 0.5))})

def initializers(answers, contract):
    for entry in answers.parts('initializers'):
        name, options = entry.given('name', 'options')
        entry.check(values=[randomness.first_values(contract.host, name, options, tuple(tree['shape']),
                                                    randomness.Stream(7, 2)) for tree in entry.tree['values']])

def activations(answers, contract):
    z, da = answers.given('z', 'da')
    for entry in answers.parts('activations'):
        activation = Activation(contract, *entry.given('name', 'options'))
        entry.check(a=activation.forward(z), dz=activation.backward(da))

def losses(answers, contract):
    names = ('z', 'labels', 'signs', 'shares', 'probabilities', 'sigmoids')
    arrays = dict(zip(names, map(np.array, answers.given(*names))))
    for entry in answers.parts('losses'):
        name, options = entry.given('name', 'options')
        y, output = [arrays[array] for array in entry.given('targets', 'output')]
        loss = Loss(contract, name, options)
        entry.check(L=loss.forward(output, y), gradient=loss.backward(1 / 3))
        after = 'sigmoid' if name.startswith('binary') else 'softmax'
        if heading(name, options) + ' right after ' + after in contract.lists['losses']:
            loss = Loss(contract, name, options, after)
            entry.check(fused={'L': loss.forward(arrays['z'], y), 'a': loss.output(),
                               'gradient': loss.backward(1 / 3)})

def layers(answers, contract):
    for entry in answers.parts('layers'):
        title, options, dy, parameters, state = entry.given('layer', 'options', 'dy', 'parameters', 'state')
        numbers = [''] if 'x' in entry.tree else [str(i) for i in range(1, 4) if 'x%d' % i in entry.tree]
        x = [entry.given('x' + number) for number in numbers]
        layer = make_layer(contract, title.split(', ')[0], options, [each.shape[1:] for each in x], 2)
        layer.tensors = {**parameters, **state}
        entry.report.compare(entry.title + ', names of tensors', [list(parameters), list(state)], layer.names)
        entry.check(forward=layer.forward(*x), train=layer.forward(*x, training=(7, 3, range(len(dy)))))
        gradients = columns(layer.backward(dy, 0))
        entry.check(gradients=layer.gradients, **{'dx' + number: dx for number, dx in zip(numbers, gradients)})
        layer.finish()
        if state:
            entry.check(stateAfter={name: layer.tensors[name] for name in state})

def regularizers(answers, contract):
    w, dw = answers.given('w', 'dw')
    for entry in answers.parts('regularizers'):
        terms, gradient = Regularizer(contract, *entry.given('name', 'options')).of(w, dw, 1)
        entry.check(penalty=sums.lanes_sum(terms[None]), dw=gradient)

def constraints(answers, contract):
    matrix, vector = answers.given('matrix', 'vector')
    for entry in answers.parts('constraints'):
        constraint = Constraint(contract, *entry.given('name', 'options'))
        entry.check(matrix=constraint.apply(matrix))
        if constraint.axes.tolist() == [0]:  # a vector has no other
            entry.check(vector=constraint.apply(vector))

def routines(answers, contract):
    for entry in answers.parts('reductions'):
        n = entry.given('n')
        x, y = [randomness.Stream(2, number).uniform((n,), -4, 4) for number in (10, 11)]
        got = {'sum': sums.vector_sum(x), 'dot': sums.vector_sum(x * y), 'nrm2': sums.nrm2(x)}
        entry.check(**{name: value[None] for name, value in got.items()})
    values = dict(zip('abcy', answers.given('a', 'b', 'c', 'y')), labels=np.array(answers.given('labels')))
    for name, text in (('gemm', 'gemm(N, N, 3, 5, 7, 0.5, a, b, 2, c)'), ('softmax', 'softmax(3, 5, c)'),
                       ('softmaxCrossentropy', 'softmaxCrossentropy(3, 5, c, labels)'),
                       ('softmaxGradient', 'softmaxGradient(3, 5, softmax, gemm)'), ('rowSums', 'rowSums(3, 5, c)'),
                       ('columnSums', 'columnSums(3, 5, c, 1, y)'), ('ger', 'ger(3, 5, −1, rowSums, y, c)'),
                       ('gemv', 'gemv(T, 3, 7, 2, a, rowSums, 0, y)')):
        got = contract.evaluate(text, values)
        values[name] = got[1] if isinstance(got, tuple) else got  # the losses
        answers.check(**{name: values[name]})

def schedules(answers, contract):
    for entry in answers.parts('schedules'):
        name, options = entry.given('schedule', 'options')
        entry.check(rates=np.array([scheduled(contract, {'schedule': name, **options}, s) for s in range(12)]))

def metrics(answers, contract):
    outputs, labels, targets = map(np.array, answers.given('prediction', 'labels', 'targets'))
    cases = {'labels': (outputs, labels), 'vectors': (outputs, np.eye(outputs.shape[1], dtype=F32)[labels])}
    for one in ('single', 'tied', 'missing'):
        cases[one] = answers.given(one)[:, None], targets[:, None].astype(F32)
    cases['margins'] = answers.given('margins')[:, None], (2 * targets[:, None] - 1).astype(F32), -1
    for entry in answers.parts('metrics'):
        name, options = entry.given('name', 'options')
        fits = {case: case == 'labels' if name.startswith('sparse') else case != 'labels' or 'ategorical' not in name
                for case in cases}
        entry.check(**{case: float(metric(name, options, *cases[case])) for case in cases if fits[case]})

def optimizers(answers, contract):
    theta, gradients = answers.given('theta', 'gradients')
    for group in ('optimizers', 'onTensors', 'atEpochEnds'):
        for entry in answers.parts(group):
            name, options = entry.given('optimizer', 'options')
            multiplier = options.pop('learningRateMultipliers', {}).get('last', 1)
            tensors = [(slice(0, 6), (3, 2), 1), (slice(6, 7), (1,), multiplier)]
            places = tensors if group == 'onTensors' else [(slice(0, 7), (7,), 1)]
            last_of_epoch = entry.given('lastOfEpoch') if group == 'atEpochEnds' else 0
            optimizer, seen = Optimizer(contract, name, options, theta.copy(), places), []
            for examples, gradient in enumerate(gradients, 1):
                optimizer.update(gradient, examples, examples == last_of_epoch)
                seen.append(optimizer.theta.copy())
            entry.check(theta=seen, updates=optimizer.updates, numbers=optimizer.kept_numbers(), slots=optimizer.slots)
            if optimizer.accumulated:
                entry.check(accumulatedExamples=[optimizer.first, optimizer.examples])

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
    answers.check(theta0=network.theta)
    for entry in answers.parts('steps'):
        total, gradient = network.step(x, y, optimizer, weights)
        entry.check(loss=total / len(x), gradient=gradient, theta=network.theta)
    answers.check(evaluate=network.evaluate(x, y), predict=network.losses[0].output())

def graphs(answers, contract):
    manifest, x, y = answers.given('manifest', 'inputs', 'targets')
    network, optimizer = rebuild(manifest, contract)
    x = [x[entry['name']] for entry in manifest['graph']['inputs']]
    y = [np.array(y[entry['name']]) for entry in manifest['graph']['outputs']]
    answers.check(theta0=network.theta)
    for entry in answers.parts('steps'):
        total, gradient = network.step(x, y, optimizer)
        entry.check(loss=total / len(x[0]), gradient=gradient, theta=network.theta)
    answers.check(evaluate=network.evaluate(x, y), ledger={
        'data': data_digests(x, y), 'layers': [part(layer)[0] for layer in manifest['layers']],
        'loss': part(manifest['compiled']['loss'][0])[0]})

def linalg(answers, contract):
    a, b, square, uneven, tall, right, triangle, coefficients, sides = answers.given(
        'a', 'b', 'square', 'uneven', 'tall', 'right', 'triangle', 'coefficients', 'sides')
    a64, b64, square64 = [array.astype(np.float64) for array in (a, b, square)]
    factors64, pivots64 = algebra.lu(a64)
    factors, pivots = algebra.lu(a)
    determinant, of_logarithms = algebra.determinants(contract.host, factors, pivots)
    answers.check(
        lu={'factors': factors, 'pivots': pivots}, solve=algebra.solve(factors, pivots, b),
        solveRefined=algebra.solve_refined(a, factors, pivots, b),
        inverse=algebra.solve(factors, pivots, np.eye(len(a), dtype=F32)),
        cholesky=algebra.cholesky(square), choleskyOfUneven=algebra.cholesky(uneven),
        qr=algebra.qr(tall), qrOfTriangle=algebra.qr(triangle), leastSquares=algebra.least_squares(tall, right),
        solveLower=algebra.triangular(a, b, lower=True), solveUpper=algebra.triangular(a, b, lower=False),
        determinant=determinant, logDeterminant=of_logarithms,
        eigenSymmetric=algebra.eigen_symmetric(square), eigenSymmetricOfUneven=algebra.eigen_symmetric(uneven),
        solveSmall=algebra.solve_refined(coefficients, *algebra.lu(coefficients), sides),
        inBinary64={'factors': factors64, 'pivots': pivots64, 'solve': algebra.solve(factors64, pivots64, b64),
                    'cholesky': algebra.cholesky(square64)},
        bigLu=sha256(algebra.lu(randomness.Stream(2, 74).uniform((70, 70), -4, 4))[0]))

FILES = ('train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte')

class Data:
    """Section 17: the four IDX files of a folder, packed with gzip or not."""

    def __init__(self, folder):
        def read(name):
            path = folder / name
            return path.read_bytes() if path.exists() else gzip.decompress((folder / (name + '.gz')).read_bytes())

        def elements(data):
            return np.frombuffer(data, np.uint8, -1, 4 + 4 * data[3]).reshape(np.frombuffer(data, '>u4', data[3], 4))

        files = {name: read(name) for name in FILES}
        self.sha = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        images, self.y, test_images, self.test_y = [elements(data) for data in files.values()]
        self.x, self.test_x = [a.reshape(len(a), -1).astype(F32) / F32(255) for a in (images, test_images)]

def train(contract, data, seed, epochs, batch_size, rate, watch):
    """Section 17: the report's network. `watch(network, loss)` sees it before the first step and after each one."""
    layers = [('flatten', {}), *[('dense', {'units': units, 'activation': (activation, {})})
                                for units, activation in ((12, 'relu'), (12, 'relu'), (10, 'softmax'))]]
    loss = ('sparseCategoricalCrossentropy', {})
    network = Network(contract, layers, stack(layers, (784,)), seed, [loss], batch_size)
    optimizer, means = Optimizer(contract, 'sgd', {'learningRate': rate}, network.theta, network.places), []
    watch(network, None)
    for epoch in range(epochs):
        order, total = randomness.epoch_order(seed, epoch, len(data.x), batch_size, True), 0.0
        for start in range(0, len(order), batch_size):
            rows = order[start:start + batch_size]
            of_batch, _ = network.step(data.x[rows], data.y[rows], optimizer)
            total = total + of_batch
            watch(network, of_batch / len(rows))
        means.append(total / len(order))
    return network, means

def training(answers, contract, document, digits, mnist):
    """Sections 9 and 17; `digits` and `mnist` are folders, the latter may be None."""
    text, theta, after_mnist, data = '\n'.join(document.block('data') + document.block('training')), *[
        answers.tree[name] for name in ('theta', 'thetaAfterMnist', 'data')]
    answers.report.compare('section 17: names and steps', re.findall(r'(?<=`)\S+-ubyte|\d+(?= steps)', text), [
        *data['digits'], *data['mnist'], *theta])
    answers.report.compare('section 17: SHA-256', re.findall(r'`(\w{64})`', text), [
        *data['digits'].values(), *data['mnist'].values(), data['x'], data['y'], *theta.values(), after_mnist])
    setting = answers.given('seed', 'epochs', 'batchSize', 'learningRate')
    data, hashes = Data(digits), {}
    order = randomness.epoch_order(setting[0], 0, len(data.x), setting[2], True)
    answers.check(order=order[:32], orderSha256=sha256(np.array(order, dtype=np.uint32)))

    def watch(network, loss):
        if network.steps == 0:
            answers.check(parameters=len(network.theta), firstWeights=network.theta[:32])
        if network.steps == 1:
            answers.check(lossOfStep1=loss)
        if str(network.steps) in answers.tree['theta']:
            hashes[str(network.steps)] = sha256(network.theta)

    network, means = train(contract, data, *setting, watch)
    loss, output = network.evaluate(data.test_x, data.test_y), network.losses[0].output()
    right = int((np.argmax(output, axis=1) == data.test_y).sum())
    answers.check(theta=hashes, epochLosses=[digits64(mean) for mean in means],
                  evaluated={'loss': loss, 'accuracy': right / len(output)})
    shas = {'digits': data.sha, 'x': sha256(data.x), 'y': sha256(data.y.astype(np.float64))}
    if mnist is None:
        answers.given('thetaAfterMnist')
        del answers.tree['data']['mnist']
        answers.report.skipped += 1
        print('SKIPPED  training.json: data/mnist and thetaAfterMnist, for there is no --mnist')
    else:
        data = Data(mnist)
        shas['mnist'] = data.sha
        network, _ = train(contract, data, *setting, lambda *_: None)
        answers.check(thetaAfterMnist=sha256(network.theta))
    answers.check(data=shas)

CHECKS = {check.__name__ + '.json': check for check in (
    elementary, host, random, initializers, activations, layers, losses, regularizers, constraints, routines, schedules,
    metrics, optimizers, steps, graphs, linalg)}

def check_file(answers, contract):
    CHECKS[answers.title](answers, contract)
    if answers.title.removesuffix('.json') in contract.lists:
        covered(answers, contract)

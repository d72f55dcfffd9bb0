"""Sections 9 and 17: the report's network, trained on the digits and on MNIST."""

import gzip
import hashlib
import re
import numpy as np
from . import randomness
from .answers import F32, digits64, sha256
from .network import Network, stack
from .optimizers import Optimizer

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
    losses = [('sparseCategoricalCrossentropy', {})]
    network = Network(contract, layers, stack(layers, (784,)), seed, losses, batch_size)
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

def check(answers, contract, document, digits, mnist):
    """training.json; `digits` and `mnist` are folders, the latter may be None."""
    text = '\n'.join(document.block('data') + document.block('training'))
    theta, after_mnist, data = [answers.tree[name] for name in ('theta', 'thetaAfterMnist', 'data')]
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
        if str(network.steps) in theta:
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

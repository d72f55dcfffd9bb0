"""Sections 18 and 19: checkpoints byte by byte, and a ledger by doing its training again."""

import base64
import hashlib
import json
import math
import re
import numpy as np
from .answers import F32, digits64, number64, sha256
from .network import Network, columns, stack
from .optimizers import Optimizer
from .randomness import epoch_order

def json_text(value):
    """Section 18: JSON without blanks, in ASCII, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        return '{%s}' % ','.join(json_text(key) + ':' + json_text(v) for key, v in value.items())
    if isinstance(value, list):
        return '[%s]' % ','.join(map(json_text, value))
    if not isinstance(value, float):
        return json.dumps(value)
    if 1e-6 <= abs(value) < 1e21:
        return np.format_float_positional(value, unique=True, trim='-')
    return np.format_float_scientific(value, unique=True, trim='-', exp_digits=1)

def part(description):
    """Section 18: `{"is":"FAMILY/NAME","options":{…}}` as (name, options), parts within it likewise."""
    return description['is'].partition('/')[2], {
        key: part(value) if isinstance(value, dict) and 'is' in value else value
        for key, value in description.get('options', {}).items()}

def state_hashes(theta, state, iterations, numbers, slots):
    """Section 19: theta, beside and slots of a line of state."""
    lines = ['iterations %d' % iterations] + ['%s %s' % (name, digits64(numbers[name])) for name in sorted(numbers)]
    lines += ['%s %s' % (name, sha256(slots[name])) for name in sorted(slots)]
    hashes = {'theta': sha256(theta), 'slots': hashlib.sha256('\n'.join(lines).encode('ascii')).hexdigest()}
    return {**hashes, 'beside': sha256(state)} if state.size else hashes

def rebuild(manifest, contract):
    """Section 18: the network and the optimizer of a manifest, before the first step."""
    layers, compiled = [part(description) for description in manifest['layers']], manifest['compiled']
    graph = manifest.get('graph') or stack(layers, layers[0][1]['inputShape'])
    losses, options = [part(loss) for loss in columns(compiled['loss'])], dict(compiled['optimizer'])
    network = Network(contract, layers, graph, manifest['seed'], losses, manifest['maxBatch'],
                      compiled.get('lossWeights'), compiled.get('shards', 1), compiled.get('shardStatistics', False))
    return network, Optimizer(contract, options.pop('name'), options, network.theta, network.places)

def data_digests(x, y):
    """Section 19, `data`: of several inputs or outputs one after the other."""
    return {'x': sha256(np.concatenate([array.reshape(-1) for array in x])),
            'y': sha256(np.concatenate([array.reshape(-1).astype(np.float64) for array in y]))}

# Section 18: the members of a manifest.
MANIFEST = ('contract seed maxBatch steps epochsBegun layers name graph '
            'earlierContracts compiled history position tensors')

class Checkpoint:
    """Section 18. `problems` lists what is not as the section says."""

    def __init__(self, data):
        length = int.from_bytes(data[12:16], 'little')
        text = data[16:16 + length].decode('ascii')
        self.manifest, self.tensors, place, between = json.loads(text), {}, 16 + length, b''
        for entry in self.manifest['tensors'] + [{'type': 'float32', 'shape': [0], 'name': 'end'}]:
            kind, count, start = {'float32': '<f4', 'float64': '<f8'}[entry['type']], math.prod(entry['shape']), place
            start += -place % 8
            between += data[place:start]
            self.tensors[entry['name']] = np.frombuffer(data, kind, count, start).reshape(entry['shape'])
            place = start + count * int(kind[2])
        self.problems = [what for what, holds in {
            'first bytes': data[:12] == b'bitgrad\n%c\0\0\0' % (2 if 'shards' in self.manifest['compiled'] else 1), 'length': place + 32 == len(data),
            'SHA-256': hashlib.sha256(data[:place]).digest() == data[place:], 'bytes between': not any(between),
            'JSON': json_text(self.manifest) == text, 'last member': list(self.manifest)[-1] == 'tensors',
            'members of tensors': all(list(e) == ['name', 'type', 'shape'] for e in self.manifest['tensors']),
            'members': set(self.manifest) <= set(MANIFEST.split()),
            'names of tensors': len(self.tensors) == len(self.manifest['tensors']) + 1}.items() if not holds]
        weights = [(name.endswith(('/movingMean', '/movingVariance')), values.reshape(-1))
                   for name, values in self.tensors.items() if name.startswith('weights/')]
        self.theta, self.state = [np.concatenate([np.zeros(0, dtype=F32)] + [
            values for beside, values in weights if beside == which]) for which in (False, True)]
        self.compiled = self.manifest['compiled']
        self.slots = {name: self.tensors['slots/' + name] for name in self.compiled['slots']}
        self.numbers = dict(zip(self.compiled['scalars'], self.tensors['scalars'].tolist(), strict=True))

    def hashes(self):
        return state_hashes(self.theta, self.state, self.compiled['iterations'], self.numbers, self.slots)

def row_words(rows):
    """Section 19, `rows`."""
    a, b = len(rows), -1 - len(rows) & 0xffffffff
    for row in rows:
        a, b = (a ^ row) * 0x9e3779b1 & 0xffffffff, (b ^ row) * 0xc948de27 & 0xffffffff
    return '%08x%08x' % (a, b)

# Section 19: the members of lines, in order; of those in brackets a line may lack some.
MEMBERS = {'step': 'step epoch batch rows loss [learningRate]', 'end': 'end reason chain',
           'state': 'state theta [beside] slots [checkpoint] chain',
           'bitgrad': 'bitgrad version contract layers parameters optimizer loss seed steps begun [earlierContracts] '
                      '[shards] every batchSize samples shuffle data checkpoint'}

def as_listed(line):
    names = MEMBERS.get(next(iter(line)), '').split()
    return list(line) == [name.strip('[]') for name in names if name[0] != '[' or name.strip('[]') in line]

class Ledger:
    """A file of lines, with the data of its answers; `final` is the file of the end of its training, or None."""

    def __init__(self, answers, contract, path, final):
        self.contract, self.bytes = contract, path.read_bytes()
        self.x, self.y = map(np.array, answers.given('x', 'y'))
        self.compare = lambda what, wanted, got: answers.report.compare(path.name + ': ' + what, wanted, got)
        self.texts = self.bytes.decode('ascii').split('\n')
        self.compare('its end is a line feed', '', self.texts.pop())
        self.lines = [json.loads(text) for text in self.texts]
        self.header, self.steps = self.lines[0], [line for line in self.lines if 'step' in line]
        self.batches = -(-self.header['samples'] // self.header['batchSize'])  # of an epoch
        answers.check(batchSize=self.header['batchSize'], epochs=len({step['epoch'] for step in self.steps}))
        self.check_form()
        self.check_steps()
        self.train_again(None if final is None else Checkpoint(final.read_bytes()))

    def check_form(self):
        kinds = ' '.join(next(iter(line)) for line in self.lines)
        self.compare('order of lines', True, bool(re.fullmatch('bitgrad( step| state)* end', kinds)))
        self.compare('lines with other members', [], [line for line in self.lines if not as_listed(line)])
        self.compare('first members', ['ledger', 3 if 'shards' in self.header else 1, 2], [self.header[k] for k in ('bitgrad', 'version', 'contract')])
        self.compare('JSON', self.texts, [json_text(line) for line in self.lines])
        places = np.cumsum([0] + [len(text) + 1 for text in self.texts]).tolist()
        for line, place in zip(self.lines, places):
            if 'chain' in line:
                self.compare('chain', line['chain'], hashlib.sha256(self.bytes[:place]).hexdigest())

    def rows(self, step):
        h = self.header
        begun = h['begun'] + step['epoch'] - self.steps[0]['epoch']
        order = epoch_order(h['seed'], begun, h['samples'], h['batchSize'], h['shuffle'])
        return order[step['batch'] * h['batchSize']:(step['batch'] + 1) * h['batchSize']]

    def check_steps(self):
        numbers = [[s['step'], s['epoch'] * self.batches + s['batch']] for s in self.steps]
        self.compare('each step is the next batch', [[i + 1, numbers[0][1] + i] for i in range(len(numbers))], numbers)
        self.compare('rows', [s['rows'] for s in self.steps], [row_words(self.rows(s)) for s in self.steps])
        due = []  # steps with a state, and whether it has a checkpoint, for which there is room
        for s in self.steps:
            due += [[s['step'], False]] if s['step'] % self.header['every'] == 0 else []
            due += [[s['step'], True]] if s['batch'] == self.batches - 1 else []
        self.compare('states', due, [[line['state'], 'checkpoint' in line] for line in self.lines if 'state' in line])
        self.compare('end', [self.steps[-1]['step'], 'epochs'], [self.lines[-1]['end'], self.lines[-1]['reason']])
        self.compare('data', self.header['data'], data_digests([self.x], [self.y]))

    def train_again(self, final):
        start = Checkpoint(base64.b64decode(self.header['checkpoint'], validate=True))
        m, compiled = start.manifest, start.compiled
        self.compare("header's checkpoint", [], start.problems)
        got = {'parameters': len(start.theta), 'seed': m['seed'], 'steps': m['steps'], 'begun': m['epochsBegun'],
               'optimizer': compiled['optimizer']['name'], 'loss': part(compiled['loss'])[0],
               'layers': [part(layer)[0] for layer in m['layers']], 'contract': m['contract'],
               **({'shards': compiled['shards']} if 'shards' in compiled else {}),
               **({'earlierContracts': m.get('earlierContracts')} if 'earlierContracts' in self.header else {})}
        self.compare('header and its checkpoint', {key: self.header[key] for key in got}, got)
        network, optimizer = rebuild(m, self.contract)

        def hashes():
            return state_hashes(network.theta, network.state, optimizer.updates, optimizer.kept_numbers(),
                                optimizer.slots())

        self.compare('steps before', 0, m['steps'])
        self.compare('state before, drawn from the seed', start.hashes(), hashes())
        losses, accuracies, total, right = [], [], 0.0, []
        for line in self.lines[1:-1]:
            title = '%s %d' % next(iter(line.items()))
            if 'step' in line:
                total, right = (total, right) if line['batch'] else (0.0, [])
                if 'learningRate' in line:
                    optimizer.options['learningRate'] = number64(line['learningRate'])
                rows, ends = self.rows(line), line['batch'] == self.batches - 1
                of_batch, _ = network.step(self.x[rows], self.y[rows], optimizer, end_of_epoch=ends)
                self.compare(title + ', loss', line['loss'], of_batch / len(rows))
                total = total + of_batch
                right += [int(np.argmax(a)) == label for a, label in zip(np.concatenate(network.seen), self.y[rows])]
                if ends:
                    losses.append(total / self.header['samples'])
                    accuracies.append(sum(right) / len(right))
                continue
            self.compare(title, {key: line[key] for key in ('theta', 'beside', 'slots') if key in line}, hashes())
            if 'checkpoint' in line:  # at the end of an epoch
                kept = Checkpoint(base64.b64decode(line['checkpoint'], validate=True))
                self.compare(title + ', checkpoint', [], kept.problems)
                self.compare(title + ', its numbers', kept.hashes(), hashes())
                got = {'total': np.array([total]), 'counts/0': np.array([sum(right), len(right)], dtype=float)}
                self.compare(title + ', its metrics', {key: kept.tensors[key] for key in got}, got)
        if final is None:
            return
        self.compare('checkpoint.bin, its numbers', final.hashes(), hashes())
        got = {'history/loss': np.array(losses), 'history/accuracy': np.array(accuracies), 'total': np.zeros(1),
               'counts/0': np.zeros(0)}
        self.compare('checkpoint.bin, its metrics', {key: final.tensors[key] for key in got}, got)

def check_checkpoint(report, path):
    """checkpoint.bin alone; whether its numbers are right is seen from the ledger."""
    checkpoint = Checkpoint(path.read_bytes())
    report.compare(path.name, [[], 2], [checkpoint.problems, checkpoint.manifest['contract']])

/** Losses as metrics: by name or as they are, over batches and rows that count, and in files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import {
  huber, losses, meanSquaredError, sparseCategoricalCrossentropy, type Loss, type LossName,
} from '../../lib/losses/index.ts';
import { precision, r2Score, toMetric } from '../../lib/metrics/index.ts';
import { metricFamily } from '../../lib/metrics/named.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';

const ROWS = 150, OUTPUTS = 3;

function network(loss: LossName | Loss, metrics: readonly (LossName | Loss)[]): Sequential {
  const model = sequential([dense({ units: OUTPUTS, activation: 'sigmoid', inputShape: [2] })]);
  model.compile({ optimizer: sgd(), loss, metrics });
  return model;
}

test('the metric of every loss is the loss itself, of a network without regularizers', () => {
  const random = new Philox(1717), x = operands(random, 2 * ROWS), targets = operands(random, ROWS * OUTPUTS);
  for (const name of Object.keys(losses) as LossName[]) {
    const other = losses[name].target === 'label' ? 'sparseCategoricalCrossentropy' : name;
    const y = losses[name].target === 'label' ? Float32Array.from({ length: ROWS }, () => random.nextBelow(OUTPUTS))
      : meant(name, targets);
    const isMetric = metricFamily.names.some((metric) => metric === name);
    const logs = network(other, [isMetric ? { ...losses[name], name: 'own' } : name]).evaluate(x, y);
    assertClose([logs[isMetric ? 'own' : name]], [logs.loss], 1e-6, name);
  }
});

test('the metric of a loss with options, and that of vectors where targets are labels', () => {
  const random = new Philox(1718), x = operands(random, 2 * ROWS);
  const y = Float32Array.from({ length: ROWS }, () => random.nextBelow(OUTPUTS));
  const oneHot = Float32Array.from({ length: ROWS * OUTPUTS }, (_, i) =>
    Number(y[Math.floor(i / OUTPUTS)] === i % OUTPUTS));
  const labelled = network('sparseCategoricalCrossentropy', [huber({ delta: 0.25 }), 'categoricalCrossentropy']);
  const direct = network(huber({ delta: 0.25 }), ['categoricalCrossentropy']);
  direct.theta.set(labelled.theta);
  const logs = labelled.evaluate(x, y), wanted = direct.evaluate(x, oneHot);
  assertClose([logs.huber], [wanted.loss], 1e-12);
  assert.equal(logs.categoricalCrossentropy, wanted.categoricalCrossentropy);
});

test('the metric of a loss leaves out the label to be ignored', () => {
  const loss = sparseCategoricalCrossentropy({ ignoreClass: -1 }), plain = sparseCategoricalCrossentropy();
  const state = toMetric('test', 'metric', loss).start(2, plain);
  state.update(Float32Array.of(0.5, 0.5, 0.9, 0.1), Float32Array.of(0, -1), 2);
  assertClose([state.result()], [Math.log(2)], 1e-6);
});

test('rows beyond the first 64 have weights of their own', () => {
  const n = 100, state = toMetric('test', 'metric', huber()).start(1, meanSquaredError);
  const wrong = Float32Array.from({ length: n }, (_, row) => Number(row >= 64));
  state.update(wrong, new Float32Array(n), n, wrong.map((value) => 1 + 3 * value));
  assertClose([state.result()], [0.5 * 36 * 4 / (64 + 36 * 4)], 1e-6);
});

test('a model with losses and metrics of several numbers among its metrics goes through a file', () => {
  const model = sequential([dense({ units: OUTPUTS, activation: 'sigmoid', inputShape: [2] })]);
  const own: Loss = { ...meanSquaredError, name: 'own' };
  model.compile({
    optimizer: sgd(), loss: own,
    metrics: ['binary_crossentropy', huber({ delta: 2 }), own, precision({ average: null }), r2Score()],
  });
  const random = new Philox(1719), x = operands(random, 2 * ROWS), y = meant(own, operands(random, ROWS * OUTPUTS));
  const again = load(save(model), { custom: [own] }), some = y.map((v) => Math.abs(v) % 1);
  assert.deepEqual(again.evaluate(x, some), model.evaluate(x, some));
  assert.deepEqual(Object.keys(model.evaluate(x, some)), [
    'loss', 'binaryCrossentropy', 'huber', 'own', 'precision_0', 'precision_1', 'precision_2', 'r2Score',
  ]);
});

checkRefusals('what a loss cannot be the metric of is refused by name', [
  [
    () => network(meanSquaredError, ['sparseCategoricalCrossentropy']), TypeError,
    /^sparseCategoricalCrossentropy: targets must be labels, got loss meanSquaredError, whose targets are vectors$/,
  ],
  [
    () => toMetric('test', 'metric', 'categoricalCrossentropy').start(1, meanSquaredError), ShapeError,
    /^metric categoricalCrossentropy needs at least 2 outputs, since of fewer it is a constant, got 1$/,
  ],
  [
    () => network(meanSquaredError, ['hinge']).evaluate(Float32Array.of(1, 2), [0, 1, 1]), RangeError,
    /^metric hinge: y\[0\] must be -1 or 1 for loss hinge, got 0/,
  ],
  [
    () => toMetric('compile', 'metrics[0]', { ...sparseCategoricalCrossentropy(), leastOutputs: 0 }), RangeError,
    /^compile: leastOutputs of loss 'sparseCategoricalCrossentropy' must be/,
  ],
]);

/**
 * Whose optimizer each is, where Keras 2.2.4, Keras 3 and PyTorch differ under one name: what the docstrings say, held
 * to their numbers.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as o from '../../lib/optimizers/index.ts';

type Path = readonly (readonly number[])[];

const { start, gradients, paths } = JSON.parse(
  readFileSync(new URL('../vectors/otherOptimizers.json', import.meta.url), 'utf8'),
) as {
  readonly start: readonly number[]; readonly gradients: Path; readonly paths: Readonly<Record<string, Path>>;
};

/** A handful of roundings in four steps. */
const SAME = 1e-6;
/** What another formula is off by, at least. */
const OTHER = 1e-5;

/** The largest difference of any element at any step. */
function distance(optimizer: o.Optimizer, path: Path): number {
  const theta = Float32Array.from(start);
  return Math.max(...gradients.flatMap((gradient, step) => {
    optimizer.applyGradients(theta, Float32Array.from(gradient));
    return path[step].map((wanted, i) => Math.abs(theta[i] - wanted));
  }));
}

const epsilon = 0.25, learningRate = 0.01;

const same: Readonly<Record<string, () => o.Optimizer>> = {
  'keras SGD': () => o.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  'keras Nadam': () => o.nadam({ learningRate, scheduleDecay: 1 }),
  'keras RMSprop': () => o.rmsPropOptimizer({ learningRate, epsilon, initialMeanSquare: 0 }),
  'keras Adadelta': () => o.adadelta(),
  'keras Adamax': () => o.adamax({ learningRate, epsilon }),
  'keras Adam': () => o.adam({ learningRate, epsilon }),
  'keras Ftrl': () => o.ftrl({ learningRate: 0.1 }),
  'torch SGD': () => o.momentumOptimizer({ learningRate: 0.1, momentum: 0.9, useNesterov: true }),
  'torch NAdam': () => o.nadam({ learningRate, epsilon }),
  'torch RMSprop': () => o.rmsprop({ learningRate, epsilon }),
  'torch Adagrad': () => o.adagrad({ learningRate: 0.1, epsilon }),
  'torch Adadelta': () => o.adadelta(),
};

const other: Readonly<Record<string, () => o.Optimizer>> = {
  'keras Nadam': () => o.nadam({ learningRate }),
  'keras RMSprop': () => o.rmsprop({ learningRate, epsilon }),
  'keras Adagrad': () => o.adagrad(
    { learningRate: 0.1, epsilon, initialAccumulatorValue: 0.1 },
  ), // epsilon inside the root there
  'torch NAdam': () => o.nadam({ learningRate, epsilon, scheduleDecay: 1 }),
  'torch RMSprop': () => o.rmsPropOptimizer({ learningRate, epsilon, initialMeanSquare: 0 }),
  'torch Adamax': () => o.adamax({ learningRate, epsilon, beta2: 0.5 }), // max(u, |∇J| + epsilon) there
  'torch Adam': () => o.adam({ learningRate, epsilon }), // epsilon added to the corrected root there
};

test('each path from elsewhere is that of one of ours, or known to be another', () => {
  assert.deepEqual(Object.keys(paths).filter((name) => !(name in same) && !(name in other)), []);
});

for (const [name, make] of Object.entries(same)) {
  test(
    `${name} takes the path of ${make().name} with the options stated`,
    () => assert.ok(distance(make(), paths[name]) < SAME),
  );
}

for (const [name, make] of Object.entries(other)) {
  test(`${name} takes another path than ${make().name} with such options`, () => {
    const off = distance(make(), paths[name]);
    assert.ok(off > OTHER, String(off));
  });
}

test('ftrl keeps of a first weight the share 1 − √(a/(a + g²)), g its first gradient: none where g is 0', () => {
  const first = 3, learningRateOfFtrl = 0.5;
  for (const make of [o.ftrl, o.ftrlOptimizer]) {
    const theta = Float32Array.of(first, first, -first);
    make({ learningRate: learningRateOfFtrl }).applyGradients(theta, Float32Array.of(0, 0.3, 4));
    assert.equal(theta[0], 0);
    [0.3, 4].forEach((g, i) => {
      const sign = i === 0 ? 1 : -1, root = Math.sqrt(0.1 + g * g), kept = 1 - Math.sqrt(0.1) / root;
      const wanted = sign * first * kept - (learningRateOfFtrl * g) / root;
      assert.ok(Math.abs(theta[i + 1] - wanted) < 1e-6, `${theta[i + 1]}, wanted ${wanted}`);
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { modelFunction } from '../../lib/curvature/index.ts';
import { batchNormalization, dense, dropout } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';

const CALLS = 10_000;
/** For what the engine compiles meanwhile; a small object kept at each call takes more. */
const SLACK = 400_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

for (const precision of ['float64', 'float32'] as const) {
  test(`in ${precision}, ten thousand products of each kind keep no memory, and the last has the bits of `
    + 'the first', () => {
    const model = sequential([
      dense({ units: 3, activation: 'tanh', inputShape: [2] }), batchNormalization(), dropout({ rate: 0.25 }),
      dense({ units: 2, activation: 'softmax' }),
    ]);
    model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
    const x = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1);
    const f = modelFunction('test', model, x, [0, 1, 1, 0], { precision, sampleWeight: [1, 2, 3, 4] });
    const theta = Float64Array.from(model.theta), v = theta.map((_, i) => 1 / (i + 1));
    const products = (): Float64Array[] => {
      const h = new Float64Array(f.length), g = h.slice();
      f.hessianVector(theta, v, h);
      f.gaussNewtonVector(theta, v, g);
      return [h, g];
    };
    const first = products();
    for (let i = 0; i < CALLS / 2; i++) products();
    const before = used();
    for (let i = 0; i < CALLS; i++) products();
    const growth = used() - before;
    assert.ok(growth < SLACK, `${growth} bytes more after ${CALLS} calls`);
    assert.deepEqual(products(), first);
  });
}

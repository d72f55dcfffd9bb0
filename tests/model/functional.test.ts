/**
 * Small graphs whose numbers are known.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, plot } from '../../lib/audit/index.ts';
import { add, dense, type Dense } from '../../lib/layers/index.ts';
import { input, model, type Model } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { Twice } from '../graph/sum.ts';

/** y = w·x. */
const times = (w: number, name: string): Dense => dense({ units: 1, useBias: false, kernelInitializer: [w], name });

function compiled(made: Model, lossWeights?: readonly number[]): Model {
  made.compile({
    optimizer: sgd({ learningRate: 0.5 }), loss: 'halfSquaredError', ...(lossWeights && { lossWeights }),
  });
  return made;
}

test('by hand: an output that layers read too has the gradients of its own loss and of theirs', () => {
  const x = input({ shape: [1] }), a = times(2, 'a').apply(x), b = times(3, 'b').apply(a);
  const made = compiled(model({ inputs: x, outputs: { a, b } }), [1, 0.5]);
  // a = 4, b = 12; ½(4 − 3)² + ½·½(12 − 10)² = 1.5; ∂J/∂b = 0.5·2, ∂J/∂a = 1 + 3·1
  assert.equal(made.trainOnBatch(Float32Array.of(2), { a: [3], b: [10] }).loss, 1.5);
  assert.deepEqual([...made.gradient], [8, 4]);
});

test('by hand: one tensor may be two outputs, with a loss each', () => {
  const x = input({ shape: [1] }), a = times(2, 'a').apply(x);
  const made = compiled(model({ inputs: x, outputs: [a, a] }));
  assert.deepEqual(made.network.graph.outputNames, ['a', 'a_1']);
  assert.equal(made.trainOnBatch(Float32Array.of(2), [[3], [2]]).loss, 2.5); // ½·1² + ½·2²
  assert.deepEqual([...made.gradient], [6]);
});

test('by hand: an input may be an output, whose loss counts and teaches nobody', () => {
  const x = input({ shape: [1], name: 'x' }), a = times(2, 'a').apply(x);
  const made = compiled(model({ inputs: x, outputs: [x, a] }));
  assert.deepEqual(made.predictAll(Float32Array.of(2)), { x: Float32Array.of(2), a: Float32Array.of(4) });
  assert.equal(made.trainOnBatch(Float32Array.of(2), [[1], [3]]).loss, 1); // ½·1² + ½·1²
  assert.deepEqual([...made.gradient], [2]);
  const alone = compiled(model({ inputs: x, outputs: x }));
  assert.equal(alone.trainOnBatch(Float32Array.of(2), [4]).loss, 2);
  assert.match(alone.summary(), /0 parameters$/);
  assert.match(plot(alone).toDot(), /n0 -> n1;/);
});

test('by hand: an output of a layer that leads nowhere has no part in gradients', () => {
  const x = input({ shape: [1] }), [first] = new Twice().applyAll(times(2, 'a').apply(x));
  const made = compiled(model({ inputs: x, outputs: first }));
  for (let step = 0; step < 2; step++) made.trainOnBatch(Float32Array.of(1), [0]); // w: 2 → 1 → ½
  assert.deepEqual([[...made.gradient], [...made.theta]], [[1], [0.5]]);
});

test('by hand: a shared layer learns from all its calls, one tensor given twice too', () => {
  const x = input({ shape: [1] }), shared = times(2, 'shared'), a = shared.apply(x);
  const made = compiled(model({ inputs: x, outputs: add().apply([a, a, shared.apply(a)]) }));
  // y = 2·wx + w²x = 8, ∂y/∂w = 2x + 2wx = 6
  assert.equal(made.trainOnBatch(Float32Array.of(1), [7]).loss, 0.5);
  assert.deepEqual([...made.gradient], [6]);
});

test('layers that are frozen are left out where gradients are checked', () => {
  const x = input({ shape: [1] }), fixed = times(2, 'fixed'), free = times(3, 'free');
  fixed.trainable = false;
  const made = compiled(model({ inputs: x, outputs: free.apply(fixed.apply(x)) }));
  const { ok, tensors, length } = checkGradients(made, Float32Array.of(1), [1]);
  assert.deepEqual([ok, tensors.map(({ layer }) => layer), length], [true, ['free'], 1]);
  free.trainable = false;
  assert.throws(() => checkGradients(compiled(made), Float32Array.of(1), [1]), {
    name: 'ShapeError', message: 'checkGradients: model must have parameters to check, got none',
  });
});

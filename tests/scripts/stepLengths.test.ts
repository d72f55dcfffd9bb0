import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { StepLengths, drawStepLengths, isShown } from '../../scripts/train/stepLengths.ts';
import { assertClose } from '../helpers/close.ts';

test('‖Δθ‖ of a step is the rate times ‖∇J‖, and training ends with the first below precision', async () => {
  const model = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [2], biasInitializer: [1] })]);
  const lengths = new StepLengths();
  model.compile({ optimizer: sgd({ learningRate: 0.25 }), loss: 'halfSquaredError' });
  // one example, x = 1 and y = 0: ∇J = a·(1, 1), and a = w + b becomes 1 − 2 · 0.25 of itself with each step
  
  const errors = [3, 1.5, 0.75, 0.375, 0.1875], precision = 0.1;
  const { iterations, reason } = await model.fit(
    Float32Array.of(1), [0], { epochs: 9, precision, callbacks: [lengths] },
  );
  assert.deepEqual([iterations, reason], [5, 'precision']);
  assert.deepEqual(lengths.steps.map(({ step }) => step), [1, 2, 3, 4, 5]);
  // 1.06, 0.53, 0.27, 0.13, 0.066
  assertClose(lengths.steps.map(({ length }) => length), errors.map((a) => 0.25 * a * Math.SQRT2), 1e-7);
  assertClose(lengths.steps.map(({ loss }) => loss), errors.map((a) => (a * a) / 2), 1e-7);
  const lines = drawStepLengths(lengths.steps, precision).split('\n');
  assert.equal(lines[2], '       1      4.500000    1.0606601');
  assert.equal(lines[6], '       5      0.017578    0.0662913  < 0.1');
  assert.equal(lines[7], 'Training ended with the last of them.');
});

test('of many steps ever fewer are shown, and the last', () => {
  const shown = Array.from({ length: 2345 }, (_, i) => i + 1).filter((place) => isShown(place, 2345));
  assert.deepEqual(shown.slice(0, 12), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30]);
  assert.deepEqual(shown.slice(18), [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 2345]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered, smallModel } from './small.ts';

/** A model like `smallModel` after so many steps of 4 rows on numbered rows, unshuffled. */
function afterSteps(steps: number, count: number): Sequential {
  const model = smallModel(), { x, y } = numbered(count);
  for (let step = 0; step < steps; step++) {
    const first = (4 * step) % count;
    model.trainOnBatch(x.subarray(2 * first, 2 * first + 8), y.subarray(first, first + 4));
  }
  return model;
}

test('stopTraining ends training after the batch; the epoch cut short is in History', async () => {
  const { x, y } = numbered(20), model = smallModel();
  const history = await model.fit(x, y, {
    batchSize: 4, shuffle: false, epochs: 9, validationSplit: 0.2, // 4 steps an epoch
    callbacks: [
      { onBatchEnd: (batch, _logs, m) => { m.stopTraining ||= m.history?.iterations === 6 && batch === 1; } },
    ],
  });
  assert.deepEqual([history.reason, history.iterations, history.epoch], ['stopped', 6, [0, 1]]);
  const cut = afterSteps(4, 16); // its second epoch: the mean over the examples it came to
  const losses = [0, 4].map((first) =>
    cut.trainOnBatch(x.subarray(2 * first, 2 * first + 8), y.subarray(first, first + 4)).loss);
  assert.equal(history.history.loss.length, 2);
  assert.ok(Math.abs(history.history.loss[1] - (losses[0] + losses[1]) / 2) < 1e-9);
  assertSameBits(model.theta, afterSteps(6, 16).theta, 'θ');
});

test('stopTraining at the end of an epoch ends training there; the next fit starts afresh', async () => {
  const { x, y } = numbered(8), model = smallModel();
  const callbacks = [{ onEpochEnd: (epoch: number) => { model.stopTraining = epoch === 1; } }];
  const stopped = await model.fit(x, y, { epochs: 5, callbacks });
  assert.deepEqual([stopped.reason, stopped.epoch], ['stopped', [0, 1]]);
  const again = await model.fit(x, y, { epochs: 2 });
  assert.deepEqual([again.reason, again.iterations], ['epochs', 2]);
});

test('maxIterations ends training after so many steps, within an epoch or at its end', async () => {
  const { x, y } = numbered(16);
  for (const [maxIterations, epochs] of [[1, [0]], [4, [0]], [6, [0, 1]]] as const) {
    const model = smallModel();
    const history = await model.fit(x, y, { batchSize: 4, shuffle: false, epochs: 3, maxIterations });
    assert.deepEqual([history.reason, history.iterations, history.epoch], ['iterations', maxIterations, epochs]);
    assertSameBits(model.theta, afterSteps(maxIterations, 16).theta, 'θ');
  }
  assert.equal((await smallModel().fit(x, y, { batchSize: 4, epochs: 2, maxIterations: 9 })).reason, 'epochs');
});

/** One weight w, x = 1, y = 0, J = ½w²: a step with rate ½ halves w, so it moves w by half of what it was. */
function halving(): Sequential {
  const model = sequential([dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: [1] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'halfSquaredError' });
  return model;
}

test('precision ends training with the first step that moves θ by less, ‖Δθ‖ < precision', async () => {
  const x = Float32Array.of(1), y = [0];
  for (const [precision, steps] of [[0.3, 2], [0.25, 3], [2 ** -10, 11], [2, 1]]) { // Δ of step n is 2⁻ⁿ
    const model = halving();
    const history = await model.fit(x, y, { epochs: 50, precision });
    assert.deepEqual([history.reason, history.iterations], ['precision', steps], `precision ${precision}`);
    assert.equal(model.theta[0], 2 ** -steps);
  }
  assert.equal((await halving().fit(x, y, { epochs: 5, precision: 0 })).reason, 'epochs');
  assert.equal((await halving().fit(x, y, { epochs: 5, precision: 1e-3, maxIterations: 3 })).reason, 'iterations');
});

test('‖Δθ‖ is over all of θ', async () => {
  const model = sequential([dense({ units: 2, inputShape: [1], useBias: false, kernelInitializer: [3, 4] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'halfSquaredError' });
  const fit = (precision: number) => model.fit(Float32Array.of(1), [0, 0], { epochs: 1, precision });
  assert.equal((await fit(2.5)).reason, 'epochs'); // moved by exactly (1.5, 2)
  model.theta.set([3, 4]);
  assert.equal((await fit(2.51)).reason, 'precision');
});

test('an aborted fit rejects with the signal\'s reason; θ is that of the last whole step, and History has '
  + 'what was done', async () => {
  const { x, y } = numbered(16), model = smallModel(), controller = new AbortController();
  const ends: string[] = [];
  const callbacks = [
    { onBatchEnd: (): void => { if (model.history?.iterations === 6) controller.abort(new Error('no more')); } },
    { onTrainEnd: (): void => { ends.push(String(model.history?.reason)); } },
  ];
  await assert.rejects(
    model.fit(x, y, { batchSize: 4, shuffle: false, epochs: 9, signal: controller.signal, callbacks }),
    { message: 'no more' },
  );
  assertSameBits(model.theta, afterSteps(6, 16).theta, 'θ');
  const { history } = model;
  assert.deepEqual(
    [history?.reason, history?.iterations, history?.epoch, history?.history.loss.length], ['aborted', 6, [0], 1],
  );
  assert.deepEqual(ends, ['aborted']);
  assert.equal((await model.fit(x, y)).reason, 'epochs');
});

test('a signal that is aborted from outside ends a long fit soon', async () => {
  const { x, y } = numbered(1000), model = smallModel();
  const started = performance.now();
  await assert.rejects(
    model.fit(x, y, { batchSize: 1, epochs: 1e6, signal: AbortSignal.timeout(30) }), { name: 'TimeoutError' },
  );
  assert.ok(performance.now() - started < 2000);
  assert.ok((model.history?.iterations ?? 0) > 0);
});

test('with a signal that is already aborted nothing is trained; callbacks see begin and end', async () => {
  const { x, y } = numbered(4), model = smallModel(), theta = model.theta.slice(), seen: string[] = [];
  const callbacks = [{
    onTrainBegin: () => { seen.push('begin'); }, onTrainEnd: () => { seen.push('end'); },
    onEpochBegin: () => { seen.push('epoch'); },
  }];
  await assert.rejects(model.fit(x, y, { signal: AbortSignal.abort(), callbacks }), { name: 'AbortError' });
  assertSameBits(model.theta, theta, 'θ');
  assert.deepEqual(seen, ['begin', 'end']);
  assert.deepEqual([model.history?.reason, model.history?.iterations], ['aborted', 0]);
});

test('precision does not stop at a step that only accumulates gradients', async () => {
  const { x, y } = numbered(16), model = sequential([dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 1e-3, accumulationSteps: 2 }), loss: 'meanSquaredError' });
  const history = await model.fit(x, y, { batchSize: 4, precision: 1e-9 });
  assert.deepEqual([history.reason, history.iterations], ['epochs', 4]);
});

test('precision does not stop at a step of rate 0', async () => {
  const { x, y } = numbered(16), model = sequential([dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: (s) => (s < 2 ? 0 : 1e-12) }), loss: 'meanSquaredError' });
  const history = await model.fit(x, y, { batchSize: 4, precision: 1e-3 });
  assert.deepEqual([history.reason, history.iterations], ['precision', 3]);
});

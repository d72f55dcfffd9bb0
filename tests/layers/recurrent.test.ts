import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { makingOf } from '../../lib/core/madeBy.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { constant, initializers, orthogonal } from '../../lib/initializers/index.ts';
import type { List } from '../../lib/kernels/index.ts';
import { activations, gru, lstm, simpleRNN } from '../../lib/layers/index.ts';
import type { Recurrent } from '../../lib/layers/recurrent/recurrent.ts';
import { input, sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

checkLayers([
  {
    title: 'simpleRNN', make: () => simpleRNN({ units: 3, inputShape: [4, 2] }), inputShape: [4, 2], outputShape: [3],
    parameters: [['w', [2, 3]], ['r', [3, 3]], ['b', [3]]],
  },
  {
    title: 'simpleRNN of one step', make: () => simpleRNN({ units: 2, returnSequences: true, useBias: false }),
    inputShape: [1, 3], outputShape: [1, 2], parameters: [['w', [3, 2]], ['r', [2, 2]]],
  },
  {
    title: 'lstm', make: () => lstm({ units: 5, inputShape: [3, 2] }), inputShape: [3, 2], outputShape: [5],
    parameters: [['w', [2, 20]], ['r', [5, 20]], ['b', [20]]],
  },
  {
    title: 'lstm, backwards, masked, with states', masked: [true, false, false],
    make: () => lstm({ units: 2, returnSequences: true, returnState: true, goBackwards: true, activation: 'swish' }),
    inputShapes: [[3, 2], [2], [2]], outputShape: [3, 2], otherOutputs: [[2], [2]],
    parameters: [['w', [2, 8]], ['r', [2, 8]], ['b', [8]]],
  },
  {
    title: 'lstm with dropout', inputShape: [3, 2], outputShape: [2],
    make: () => lstm({ units: 2, dropout: 0.25, recurrentDropout: 0.5, useBias: false }),
    parameters: [['w', [2, 8]], ['r', [2, 8]]],
  },
  {
    title: 'gru', make: () => gru({ units: 2, returnSequences: true, inputShape: [4, 2] }), inputShape: [4, 2],
    outputShape: [4, 2],
    parameters: [['w', [2, 6]], ['r', [2, 6]], ['b', [2, 6]]],
  },
  {
    title: 'gru, masked, with dropout of inputs', masked: [true], inputShape: [3, 2], outputShape: [3],
    make: () => gru({ units: 3, dropout: 0.5, recurrentActivation: 'tanh' }),
    parameters: [['w', [2, 9]], ['r', [3, 9]], ['b', [2, 9]]],
  },
  {
    title: 'gru that resets before, masked, with dropout', masked: [true], inputShape: [3, 2], outputShape: [3, 2],
    make: () => gru({ units: 2, resetAfter: false, returnSequences: true, dropout: 0.25, recurrentDropout: 0.25 }),
    parameters: [['w', [2, 6]], ['r', [2, 6]], ['b', [6]]],
  },
]);

test('the defaults are those stated', () => {
  for (const layer of [simpleRNN({ units: 2 }), lstm({ units: 2 }), gru({ units: 2 })]) {
    const { cellActivation, recurrentActivation, useBias, kernel, recurrent, bias, dropout, recurrentDropout } = layer;
    const { returnSequences, returnState, goBackwards, stateful, batchSize, activation } = layer;
    assert.deepEqual([cellActivation, recurrentActivation, useBias], [activations.tanh, activations.sigmoid, true]);
    const { glorotUniform, zeros } = initializers;
    assert.deepEqual([kernel.initializer, bias.initializer], [glorotUniform, zeros]);
    assert.deepEqual(makingOf(recurrent.initializer), makingOf(orthogonal()));
    assert.deepEqual(
      [dropout, recurrentDropout, returnSequences, returnState, goBackwards, stateful, batchSize, activation],
      [0, 0, false, false, false, false, undefined, undefined],
    );
  }
  assert.ok(gru({ units: 2 }).resetAfter && lstm({ units: 2 }).unitForgetBias);
});

test('the bias of the forget gate begins at 1, whatever the others begin with, unless it is told not to', () => {
  const biasOf = (options: object): number[] => {
    const model = sequential([lstm({ units: 1, inputShape: [2, 1], ...options })]);
    return [...model.theta.subarray(8)];
  };
  const half = constant({ value: 0.5 });
  assert.deepEqual(biasOf({ biasInitializer: half }), [0.5, 1, 0.5, 0.5]);
  assert.deepEqual(biasOf({ biasInitializer: half, unitForgetBias: false }), [0.5, 0.5, 0.5, 0.5]);
});

for (const k of tables) {
  test(`${k.name}: what a masked step holds does no harm: NaN there changes no bit, in any pass`, () => {
    for (const layer of [
      simpleRNN({ units: 2, returnSequences: true }), lstm({ units: 3 }), gru({ units: 2, dropout: 0.5 }),
      gru({ units: 2, resetAfter: false, recurrentDropout: 0.5 }),
    ]) {
      const results = [0, NaN].map((value) => {
        const random = new Philox(3), bench = layerBench(k, layer, [[4, 2]], 3, [true]);
        for (const values of [...bench.inputs, ...bench.factors]) values.set(operands(random, values.length));
        bench.plan.theta.set(operands(random, bench.plan.theta.length));
        bench.parameters['b'].set(operands(random, bench.parameters['b'].length));
        bench.masks[0].set([1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
        bench.masks[0].forEach((counts, i) => { if (counts === 0) bench.inputs[0].fill(value, 2 * i, 2 * i + 2); });
        bench.forward(3);
        bench.backward(3);
        return [...bench.outputs, ...bench.inputGradients, ...Object.values(bench.gradients)];
      });
      results[0].forEach((values, i) => {
        assert.ok(values.every(Number.isFinite));
        assertSameBits(results[1][i], values, `${layer.kind}: result ${i}`);
      });
    }
  });
}

/** A model that learns from pieces of two sequences, and the data of one piece. */
function continued(seed: number) {
  const model = sequential([
    lstm({ units: 2, stateful: true, batchSize: 2, returnSequences: true, inputShape: [3, 1] }),
    gru({ units: 1, stateful: true, batchSize: 2 }),
  ], { seed });
  model.compile({ optimizer: sgd({ learningRate: 0.125 }), loss: 'meanSquaredError' });
  return { model, x: Float32Array.of(1, 2, 3, -1, 0.5, 0), y: Float32Array.of(0.5, -0.5) };
}

test('a stateful layer goes on where the batch before has left it, in training as in prediction', () => {
  const { model, x } = continued(4), [layer] = model.layers;
  const whole = sequential([
    lstm({ units: 2, returnSequences: true, inputShape: [6, 1] }), gru({ units: 1 }),
  ], { seed: 4 });
  assert.equal(layer.kind, 'lstm');
  assert.equal(model.state.length, 2 * (2 + 2 + 1));
  const first = model.predict(x).slice(), second = model.predict(x).slice();
  const twice = Float32Array.from([0, 0, 1, 1].flatMap((row) => [...x.subarray(3 * row, 3 * row + 3)]));
  assertSameBits(second, whole.predict(twice), 'two pieces are one sequence');
  assert.notDeepEqual(first, second);
});

test('a step changes the states of a stateful layer once it has been taken; checkpoints have them', () => {
  const { model, x, y } = continued(5);
  model.trainOnBatch(x, y);
  assert.ok(model.state.some((value) => value !== 0));
  const again = load(save(model));
  assertSameBits(again.state, model.state);
  const losses = [model, again].map((each) => each.trainOnBatch(x, y).loss);
  assert.equal(losses[0], losses[1]);
  assertSameBits(again.state, model.state);
});

test('a stateful layer takes batches of its size only, and whole ones', () => {
  const { model, x, y } = continued(6);
  const message = /x must hold a multiple of batchSize 2 examples, since layers are stateful, got 1$/;
  assert.throws(() => model.predict(x.subarray(3)), { name: 'ShapeError', message });
  assert.throws(() => model.trainOnBatch(x.subarray(3), y.subarray(1)), { name: 'ShapeError', message });
});

test('noise of dropout: masks of x in the order of gates, then of h; one of x where h has none', () => {
  const widths: number[] = [];
  const drawing = (layer: Recurrent): void => {
    Object.assign(layer, { draw: (...[, , , width, out]: Parameters<Recurrent['draw']>) => {
      widths.push(width);
      out.fill(0.75);
    } });
    layerBench(tables[0], layer, [[2, 3]], 1).forward(1);
  };
  drawing(lstm({ units: 5, dropout: 0.5 }));
  drawing(lstm({ units: 5, recurrentDropout: 0.5 }));
  drawing(gru({ units: 5, dropout: 0.5, recurrentDropout: 0.5 }));
  assert.deepEqual(widths, [3, 4 * 5, 3 * (3 + 5)]);
});

test('a sequence of a thousand steps makes as many calls as one of ten', () => {
  const callsIn = (list: List): number =>
    list.reduce((sum, call) => sum + ('body' in call ? callsIn(call.body) : 1), 0);
  const [short, long] = [10, 1000].map((steps) => {
    const { plan: { description: { list } } } = layerBench(tables[0], lstm({ units: 2 }), [[steps, 3]], 1);
    return callsIn(list.flatMap(({ forward, backward }) => [...forward, ...backward]));
  });
  assert.equal(short, long);
});

checkRefusals('options and inputs of recurrent layers are refused by name', [
  [() => lstm({ units: 0 }), RangeError, /^lstm: units must be a positive integer, got 0$/],
  [() => lstm({ units: 2, activation: 'softmax' }), TypeError, /^lstm: activation must be .* element, got 'softmax'$/],
  [
    () => gru({ units: 2, recurrentActivation: 'logSoftmax' }), TypeError,
    /^gru: recurrentActivation must be an activation that works element by element, got 'logSoftmax'$/,
  ],
  [() => simpleRNN({ units: 2, recurrentActivation: 'tanh' } as never), TypeError, /^simpleRNN: unknown option/],
  [() => gru({ units: 2, dropout: 1 }), RangeError, /^gru: dropout must be a number from 0 to below 1, got 1$/],
  [
    () => gru({ units: 2, stateful: true }), TypeError,
    /^gru: batchSize must be given to stateful layers, a positive integer, got undefined$/,
  ],
  [() => gru({ units: 2, batchSize: 3 }), TypeError, /^gru: batchSize must be given to stateful layers only, got 3$/],
  [
    () => lstm({ units: 2 }).outputShapes([[3]]), ShapeError,
    /^lstm: input must be \(steps, inputs\), got \(3\); a recurrent layer before it gives steps with returnSequences$/,
  ],
  [
    () => lstm({ units: 2 }).outputShapes([[3, 1], [2]]), ShapeError,
    /^lstm: inputs must be the sequence, or it and 2 initial states, got 2$/,
  ],
  [
    () => gru({ units: 2 }).outputShapes([[3, 1], [3]]), ShapeError,
    /^gru: inputs\[1\] must be a state \(2\), got \(3\)$/,
  ],
  [
    () => gru({ units: 2 }).apply(input({ shape: [3, 2] }), { mask: input({ shape: [3, 2] }) }), ShapeError,
    /^gru: mask must be of shape \(3\), got \(3, 2\)$/,
  ],
  [
    () => gru({ units: 2, stateful: true, batchSize: 1 }).outputShapes([[3, 1], [2]]), ShapeError,
    /^gru: inputs must be the sequence, since its states are its own, got 2$/,
  ],
]);

/**
 * Layers of layers: in both directions, and at each step.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { load, save } from '../../lib/formats/index.ts';
import {
  batchNormalization, bidirectional, conv1D, dense, dropout, embedding, flatten, gru, layerNormalization, lstm,
  simpleRNN, softmax, timeDistributed, type Layer,
} from '../../lib/layers/index.ts';
import { input, model, sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

const both = (of: string, tensors: readonly (readonly [string, readonly number[]])[]) =>
  tensors.map(([name, shape]) => [`${of}_${name}`, shape] as const);
const SIMPLE = [['w', [2, 3]], ['r', [3, 3]], ['b', [3]]] as const;

checkLayers([
  {
    title: 'bidirectional', make: () => bidirectional({ layer: simpleRNN({ units: 3, returnSequences: true }) }),
    inputShape: [4, 2], masked: [true], outputShape: [4, 6],
    parameters: [...both('forward', SIMPLE), ...both('backward', SIMPLE)],
  },
  {
    title: 'bidirectional, mul, of the last step', outputShape: [3], inputShape: [4, 2],
    make: () => bidirectional({
      layer: simpleRNN({ units: 3, dropout: 0.4, recurrentDropout: 0.3 }), mergeMode: 'mul',
    }),
    parameters: [...both('forward', SIMPLE), ...both('backward', SIMPLE)],
  },
  {
    title: 'bidirectional, null, with states', inputShapes: [[4, 2], [3], [3]], masked: [true, false, false],
    make: () => bidirectional({
      layer: simpleRNN({ units: 3, returnSequences: true, returnState: true, goBackwards: true }), mergeMode: null,
    }),
    outputShape: [4, 3], otherOutputs: [[4, 3], [3], [3]],
    parameters: [...both('forward', SIMPLE), ...both('backward', SIMPLE)],
  },
  {
    title: 'timeDistributed of dense', make: () => timeDistributed({ layer: dense({ units: 3, activation: 'tanh' }) }),
    inputShape: [4, 2], masked: [true], outputShape: [4, 3], parameters: [['w', [2, 3]], ['b', [3]]],
  },
  {
    title: 'timeDistributed of conv1D', make: () => timeDistributed({ layer: conv1D({ filters: 3, kernelSize: 2 }) }),
    inputShape: [3, 5, 2], outputShape: [3, 4, 3], parameters: [['w', [2, 2, 3]], ['b', [3]]],
  },
  {
    title: 'timeDistributed of gru', make: () => timeDistributed({ layer: gru({ units: 2, dropout: 0.5 }) }),
    inputShape: [3, 4, 2], outputShape: [3, 2], parameters: [['w', [2, 6]], ['r', [2, 6]], ['b', [2, 6]]],
  },
  {
    title: 'timeDistributed of dropout', make: () => timeDistributed({ layer: dropout({ rate: 0.5 }) }),
    inputShape: [3, 5], outputShape: [3, 5], parameters: [],
  },
  {
    title: 'timeDistributed of layerNormalization', make: () => timeDistributed({ layer: layerNormalization() }),
    inputShape: [3, 5], outputShape: [3, 5], parameters: [['gamma', [5]], ['beta', [5]]],
  },
]);

const counting = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.fround(i / 7 - 1));

test('a layer at each step has the bits of the layer on as many examples, noise too', () => {
  for (const k of tables) {
    for (const make of [() => dropout({ rate: 0.5 }), () => lstm({ units: 3, dropout: 0.5 })]) {
      const shape = make().kind === 'lstm' ? [2, 3] : [6];
      const steps = layerBench(k, timeDistributed({ layer: make() }), [[4, ...shape]], 3);
      const rows = layerBench(k, make(), [shape], 12);
      for (const bench of [steps, rows]) {
        bench.inputs[0].set(counting(72));
        bench.factors[0].set(counting(bench.factors[0].length));
        bench.forward(3 * (bench === rows ? 4 : 1), bench === rows ? 8 : 2, bench === rows ? 24 : 6);
        bench.backward(3 * (bench === rows ? 4 : 1));
      }
      Object.values(steps.parameters).forEach((w, i) => { Object.values(rows.parameters)[i].set(w); });
      rows.forward(12, 8, 24);
      rows.backward(12);
      assertSameBits(steps.outputs[0], rows.outputs[0]);
      assertSameBits(steps.inputGradients[0], rows.inputGradients[0]);
      Object.values(steps.gradients).forEach((dw, i) => assertSameBits(dw, Object.values(rows.gradients)[i]));
    }
  }
});

test('the backward half of a bidirectional layer is the layer on the sequence turned around', () => {
  for (const k of tables) {
    const layer = gru({ units: 2, returnSequences: true });
    const whole = layerBench(k, bidirectional({ layer, mergeMode: null }), [[3, 2]], 2);
    const alone = layerBench(k, layer, [[3, 2]], 2), x = counting(12);
    whole.inputs[0].set(x);
    for (let i = 0; i < 2; i++) for (let t = 0; t < 3; t++) {
      alone.inputs[0].set(x.subarray(i * 6 + t * 2, i * 6 + t * 2 + 2), i * 6 + (2 - t) * 2);
    }
    for (const name of ['w', 'r', 'b']) alone.parameters[name].set(whole.parameters[`backward_${name}`]);
    whole.forward(2);
    alone.forward(2);
    for (let i = 0; i < 2; i++) for (let t = 0; t < 3; t++) {
      const at = (step: number): [number, number] => [i * 6 + step * 2, i * 6 + step * 2 + 2];
      assertSameBits(whole.outputs[1].subarray(...at(t)), alone.outputs[0].subarray(...at(2 - t)));
    }
  }
});

test('the two directions drop different inputs', () => {
  const layer = simpleRNN({ units: 1, dropout: 0.5, useBias: false, kernelInitializer: 'ones', activation: 'linear' });
  const [k] = tables, bench = layerBench(k, bidirectional({ layer, mergeMode: null }), [[1, 8]], 16);
  bench.inputs[0].fill(1);
  bench.forward(16);
  const [a, b] = bench.outputs.map((y) => [...y]);
  assert.notDeepEqual(a, b);
  assert.ok(a.every((v) => v % 2 === 0) && Math.max(...a) > 0);
});

const stacks: Readonly<Record<string, () => readonly Layer[]>> = {
  bidirectional: () => [
    embedding({ inputDim: 9, outputDim: 3, maskZero: true, inputShape: [4] }),
    bidirectional({ layer: lstm({ units: 2, returnSequences: true, recurrentDropout: 0.2 }), name: 'both' }),
    bidirectional({ layer: gru({ units: 2 }), mergeMode: 'sum' }), dense({ units: 1 }),
  ],
  timeDistributed: () => [
    timeDistributed({ layer: dense({ units: 3, activation: 'tanh', kernelRegularizer: 'l2' }), inputShape: [4, 2] }),
    timeDistributed({ layer: flatten(), name: 'flat' }), flatten(), dense({ units: 1 }),
  ],
};

for (const [name, make] of Object.entries(stacks)) {
  test(`${name}: a stack with it trains, and goes on from a file with the same bits`, async () => {
    const model = sequential(make(), { seed: 4 });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const shape = model.layers[0].inputShape ?? [], width = shape.reduce((a, b) => a * b, 1);
    const x = Float32Array.from({ length: 6 * width }, (_, i) => (i * 5) % 9), y = counting(6);
    const before = model.trainOnBatch(x, y).loss;
    for (let step = 0; step < 50; step++) model.trainOnBatch(x, y);
    const again = load(save(model));
    for (const each of [model, again]) each.trainOnBatch(x, y);
    assertSameBits(again.theta, model.theta);
    assertSameBits(again.predict(x), model.predict(x));
    assert.equal(again.summary(), model.summary());
    assert.ok(model.trainOnBatch(x, y).loss < before);
  });
}

test('a mask of steps and of their parts goes to the layer at each step, of one part too', () => {
  for (const k of tables) {
    for (const parts of [1, 3]) {
      const x = input({ shape: [2, parts, 1] }), mask = input({ shape: [2, parts] });
      const layer = timeDistributed({ layer: gru({ units: 1, kernelInitializer: 'ones' }) });
      const made = model({ inputs: [x, mask], outputs: layer.apply(x, { mask }), kernels: k });
      const counts = Float32Array.from({ length: 2 * parts }, (_, place) => Number(place < parts));
      const [first, second] = made.predict([new Float32Array(2 * parts).fill(1), counts]);
      assert.ok(first > 0);
      assert.equal(second, 0, `of ${parts} parts none counts`);
    }
  }
});

/** An input, and a mask for it. */
const masked = (shape: Shape, mask: Shape) => [input({ shape }), { mask: input({ shape: mask }) }] as const;

checkRefusals('wrappers refuse by name what does not fit', [
  [() => bidirectional({ layer: dense({ units: 1 }) as never }), TypeError,
    /^bidirectional: layer must be a recurrent layer, such as lstm\(\{ units: 8 \}\), got an object \(Dense\)$/],
  [() => bidirectional({ layer: gru({ units: 1 }), mergeMode: 'add' as never }), RangeError,
    /^bidirectional: mergeMode must be one of 'concat', 'sum', 'mul', 'ave', null, got 'add'$/],
  [() => bidirectional({ layer: gru({ units: 1, activityRegularizer: 'l2' }) }), TypeError, /activityRegularizer/],
  [() => bidirectional({ layer: gru({ units: 1 }) }).outputShapes([[2, 3], [1]]), ShapeError,
    /^bidirectional: inputs must be the sequence, or it and 2 initial states, forward ones first, got 2$/],
  [() => bidirectional({ layer: lstm({ units: 1 }) }).outputShapes([[2, 3], [1], [1]]), ShapeError,
    /^bidirectional: inputs must be the sequence, or it and 4 initial states, forward ones first, got 3$/],
  [() => bidirectional({ layer: gru({ units: 1 }), mergemode: null } as never), TypeError, /mergeMode/],
  [() => timeDistributed({} as never), TypeError, /^timeDistributed: layer must be a layer/],
  [() => timeDistributed({ layer: batchNormalization() }), TypeError, /^timeDistributed: layer must treat examples/],
  [() => timeDistributed({ layer: flatten() }).outputShape([3]), ShapeError, /^timeDistributed: input must be/],
  [() => timeDistributed({ layer: gru({ units: 1, stateful: true, batchSize: 2 }) }), TypeError, /a stateful layer$/],
  [
    () => timeDistributed({ layer: dense({ units: 2, activation: softmax({ axis: 1 }) }) }), TypeError,
    /^timeDistributed: layer must be one whose activation works along the last axis, got 'softmax\(axis 1\)'$/,
  ],
  [
    () => timeDistributed({ layer: lstm({ units: 2, returnState: true }) }).apply(input({ shape: [3, 4, 1] })),
    ShapeError, /^timeDistributed: layer must have 1 output, got lstm of 3$/,
  ],
  [
    () => timeDistributed({ layer: gru({ units: 2 }) }).apply(...masked([3, 4, 2], [3, 4, 2])), ShapeError,
    /^gru: mask must be of shape \(4\), got \(4, 2\)$/,
  ],
  [
    () => bidirectional({ layer: gru({ units: 2 }) }).apply(...masked([4, 2], [4, 2])), ShapeError,
    /^bidirectional: mask must be of shape \(4\), got \(4, 2\)$/,
  ],
]);

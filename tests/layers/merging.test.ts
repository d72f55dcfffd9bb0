import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients } from '../../lib/audit/index.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  add, average, concatenate, dense, dot, maximum, minimum, multiply, subtract, type Layer,
} from '../../lib/layers/index.ts';
import { input, model } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

checkLayers([
  { title: 'add', make: () => add(), inputShapes: [[3, 2], [3, 2], [3, 2]], outputShape: [3, 2], parameters: [] },
  {
    title: 'add, repeated along two runs of axes', make: () => add(), inputShapes: [[2, 1, 3, 1], [2, 2, 3, 5]],
    outputShape: [2, 2, 3, 5], parameters: [],
  },
  { title: 'subtract', make: () => subtract(), inputShapes: [[5], [3, 1]], outputShape: [3, 5], parameters: [] },
  {
    title: 'multiply', make: () => multiply(), inputShapes: [[4, 2], [2], [4, 1]], outputShape: [4, 2], parameters: [],
  },
  { title: 'average', make: () => average(), inputShapes: [[3], [3], [3]], outputShape: [3], parameters: [] },
  {
    title: 'maximum', make: () => maximum(), inputShapes: [[4, 3], [4, 3], [1, 3]], outputShape: [4, 3], parameters: [],
  },
  { title: 'minimum', make: () => minimum(), inputShapes: [[5], [5], [5]], outputShape: [5], parameters: [] },
  {
    title: 'concatenate', make: () => concatenate(), inputShapes: [[2, 3], [2, 1], [2, 5]], outputShape: [2, 9],
    parameters: [],
  },
  {
    title: 'concatenate, axis 1', make: () => concatenate({ axis: 1 }), inputShapes: [[2, 3], [1, 3]],
    outputShape: [3, 3], parameters: [],
  },
  { title: 'dot', make: () => dot({ axes: 1 }), inputShapes: [[5], [5]], outputShape: [1], parameters: [] },
  {
    title: 'dot, normalize', make: () => dot({ axes: -1, normalize: true }), inputShapes: [[2, 3], [3]],
    outputShape: [2], parameters: [],
  },
  {
    title: 'dot of axes in the middle, normalize', make: () => dot({ axes: [2, 1], normalize: true }),
    inputShapes: [[2, 3, 2], [3, 4]], outputShape: [2, 2, 4], parameters: [],
  },
  {
    title: 'dot of axes in the middle', make: () => dot({ axes: 2 }), inputShapes: [[2, 3, 2], [4, 3, 1]],
    outputShape: [2, 2, 4, 1], parameters: [],
  },
]);

const f = Math.fround;
/** What keeps the bits of x in x ⊕ shift. */
const NO_SHIFT = -0;

/** y and each dx of a layer of inputs with one element each, on every table; dy is 1 unless given. */
function passed(layer: Layer, values: readonly number[], dy: number = 1): { y: number; dx: number[] }[] {
  return tables.map((k) => {
    const bench = layerBench(k, layer, values.map(() => [1]), 1), { inputs, factors, outputs, inputGradients } = bench;
    bench.plan.theta.fill(NO_SHIFT);
    inputs.forEach((x, i) => x.set([values[i]]));
    factors[0].set([dy]);
    bench.forward(1);
    bench.backward(1);
    return { y: outputs[0][0], dx: inputGradients.map(([dx]) => dx) };
  });
}

function checkPassed(layer: Layer, values: readonly number[], y: number, dx: readonly number[], dy?: number): void {
  for (const got of passed(layer, values, dy)) {
    assertSameBits(Float32Array.of(got.y, ...got.dx), Float32Array.of(y, ...dx), `${layer.kind} of ${values.join()}`);
  }
}

test('inputs are added and multiplied in their order, and the gradient times the other inputs in theirs', () => {
  const [a, b, c] = [0.1, 0.7, 1e8].map(f), dy = f(0.3);
  checkPassed(add(), [c, -c, a], a, [1, 1, 1]);
  checkPassed(add(), [a, c, -c], 0, [1, 1, 1]);
  checkPassed(average(), [a, b, b], f(f(f(a + b) + b) / 3), [f(dy / 3), f(dy / 3), f(dy / 3)], dy);
  checkPassed(multiply(), [a, b, c], f(f(a * b) * c), [f(f(dy * b) * c), f(f(dy * a) * c), f(f(dy * a) * b)], dy);
  checkPassed(subtract(), [a, b], f(a - b), [dy, -dy], dy);
});

test('of equals the first is taken and has the gradient, ±0 are equal, and NaN stays', () => {
  checkPassed(maximum(), [1, 2, 2], 2, [0, 1, 0]);
  checkPassed(minimum(), [2, 1, 1], 1, [0, 1, 0]);
  checkPassed(maximum(), [-0, 0], -0, [1, 0]);
  checkPassed(minimum(), [0, -0], 0, [1, 0]);
  for (const layer of [maximum(), minimum()]) {
    checkPassed(layer, [1, NaN, 2], NaN, [0, 1, 0]);
    checkPassed(layer, [NaN, 1, NaN], NaN, [0, 0, 1]);
  }
});

test('what is repeated keeps its bits, and its gradient is summed from +0, ascending', () => {
  for (const k of tables) {
    const bench = layerBench(k, add(), [[1, 2], [3, 2]], 2), [small, large] = bench.inputs;
    bench.plan.theta.fill(NO_SHIFT);
    const c = [2 ** 24, 1, 1, -(2 ** 24), -(2 ** 24), 2 ** 24];
    small.set([-0, 2 ** -149, 3, NaN]);
    large.fill(-0);
    bench.factors[0].set([...c, ...c]);
    bench.forward(2);
    bench.backward(2);
    const tiny = 2 ** -149;
    assertSameBits(
      bench.outputs[0], Float32Array.of(-0, tiny, -0, tiny, -0, tiny, 3, NaN, 3, NaN, 3, NaN), `y, ${k.name}`,
    );
    assertSameBits(bench.inputGradients[0], Float32Array.of(0, 1, 0, 1), `dx, ${k.name}`); // not 1 and not 0
  }
});

test('a tensor may be merged with itself, and with one whose gradient nobody needs', () => {
  for (const layer of [add(), multiply(), subtract(), maximum(), concatenate(), dot({ axes: 1, normalize: true })]) {
    const x = input({ shape: [3] }), hidden = dense({ units: 3, activation: 'tanh' }).apply(x);
    for (const inputs of [[hidden, hidden], [x, hidden], [hidden, x]]) {
      const net = model({ inputs: x, outputs: dense({ units: 2 }).apply(layer.apply(inputs)), seed: 2 });
      net.compile({ optimizer: sgd(), loss: 'halfSquaredError' });
      const { ok } = checkGradients(net, Float32Array.of(1, -2, 0.5, 3, 0.25, -1), Float32Array.of(1, 0, 0.5, -1));
      assert.ok(ok, `${layer.kind} of ${inputs.map((tensor) => (tensor === x ? 'x' : 'hidden')).join(' and ')}`);
    }
  }
});

checkRefusals('options of merges are refused by name', [
  [() => add({ axis: 1 } as never), TypeError, /^add: unknown option 'axis'/],
  [() => concatenate({ axis: 0 }), RangeError, /^concatenate: axis must be .*; 0 is the batch/],
  [() => concatenate({ axis: 1.5 }), RangeError, /^concatenate: axis must be an integer/],
  [() => dot({} as never), TypeError, /^dot: axes must be .*, got undefined$/],
  [() => dot({ axes: [1, 2, 1] } as never), RangeError, /^dot: axes must be one number or two, got \[1, 2, 1\]$/],
  [() => dot({ axes: [0, 1] }), RangeError, /^dot: axes\[0\] must be .*; 0 is the batch/],
  [() => dot({ axes: 1, normalize: 1 } as never), TypeError, /^dot: normalize must be .*, got 1$/],
]);

checkRefusals('inputs that do not fit are refused by name', [
  [() => add().outputShapes([[2]]), ShapeError, /^add: inputs must be 2 or more, got 1$/],
  [() => multiply().outputShape([2]), ShapeError, /^multiply: inputs must be 2 or more, got 1$/],
  [() => subtract().outputShapes([[2], [2], [2]]), ShapeError, /^subtract: inputs must be 2, got 3$/],
  [
    () => add().outputShapes([[4, 3], [2, 3]]), ShapeError,
    /^add: inputs must have sizes that are the same or 1, aligned at the last axis, got \(4, 3\), \(2, 3\)$/,
  ],
  [
    () => concatenate().outputShapes([[4, 3], [2, 3]]), ShapeError,
    /^concatenate: inputs must differ in axis -1 only, got \(4, 3\), \(2, 3\)$/,
  ],
  [() => concatenate().outputShapes([[4, 3], [3]]), ShapeError, /^concatenate: inputs must differ in axis -1 only/],
  [() => concatenate({ axis: 3 }).outputShapes([[4, 3], [4, 3]]), ShapeError, /^concatenate: axis must be from 1 to 2/],
  [() => dot({ axes: 1 }).outputShapes([[2], [2], [2]]), ShapeError, /^dot: inputs must be 2, got 3$/],
  [
    () => dot({ axes: [2, 1] }).outputShapes([[4, 3], [4, 3]]), ShapeError,
    /^dot: inputs must have equal sizes along axes \[2, 1\], got \(4, 3\) and \(4, 3\)$/,
  ],
]);

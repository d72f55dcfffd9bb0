import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { createFloat64Kernels } from '../../lib/kernels/index.ts';
import { multiHeadAttention, positionEmbedding, sinePositionEncoding } from '../../lib/layers/index.ts';
import { input, model, sequential } from '../../lib/model/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

/** Parameters of an attention whose inputs have 3, 2 and 4 features, in Keras' order. */
const shapes = (heads: number, keyDim: number, valueDim: number, [q, k, v]: readonly number[], outputs: number) => [
  ['query w', [q, heads, keyDim]], ['query b', [heads, keyDim]], ['key w', [k, heads, keyDim]],
  ['key b', [heads, keyDim]], ['value w', [v, heads, valueDim]], ['value b', [heads, valueDim]],
  ['output w', [heads, valueDim, outputs]], ['output b', [outputs]],
] as const;

checkLayers([
  {
    title: 'multiHeadAttention of itself', make: () => multiHeadAttention({ numHeads: 2, keyDim: 3, inputShape: [4, 5] }),
    inputShape: [4, 5], outputShape: [4, 5], parameters: shapes(2, 3, 3, [5, 5, 5], 5),
  },
  {
    title: 'multiHeadAttention, causal, masked, with weights', masked: [true],
    make: () => multiHeadAttention({ numHeads: 2, keyDim: 2, useCausalMask: true, returnAttentionScores: true }),
    inputShape: [3, 2], outputShape: [3, 2], otherOutputs: [[2, 3, 3]], parameters: shapes(2, 2, 2, [2, 2, 2], 2),
  },
  {
    title: 'multiHeadAttention of query, value and key, all masked, with dropout', masked: [true, true, true],
    make: () => multiHeadAttention({ numHeads: 2, keyDim: 2, valueDim: 3, outputShape: 4, dropout: 0.25 }),
    inputShapes: [[2, 3], [5, 4], [5, 2]], outputShape: [2, 4], parameters: shapes(2, 2, 3, [3, 2, 4], 4),
  },
  {
    title: 'multiHeadAttention of one key, without bias',
    make: () => multiHeadAttention({ numHeads: 1, keyDim: 4, useBias: false, useCausalMask: true, outputShape: [2, 2] }),
    inputShapes: [[3, 2], [1, 3]], outputShape: [3, 2, 2],
    parameters: [
      ['query w', [2, 1, 4]], ['key w', [3, 1, 4]], ['value w', [3, 1, 4]], ['output w', [1, 4, 2, 2]],
    ],
  },
  {
    title: 'positionEmbedding', make: () => positionEmbedding({ sequenceLength: 5 }), inputShape: [3, 2],
    outputShape: [3, 2], parameters: [['w', [5, 2]]],
  },
  {
    title: 'sinePositionEncoding', make: () => sinePositionEncoding({ maxWavelength: 50 }), inputShape: [4, 3],
    outputShape: [4, 3], parameters: [],
  },
]);

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface GoldenCase {
  readonly id: string;
  readonly call?: { readonly attentionMask?: Tensor };
  readonly inputs: readonly Tensor[];
  readonly inputMasks?: readonly Tensor[];
  readonly weights: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** A case of Keras by its name, which gives the rows without a key equal weights. */
function golden(name: string): GoldenCase {
  const file = new URL('../vectors/layers/attention.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly GoldenCase[] };
  return cases.find(({ id }) => id === `multiHeadAttention/${name}`) ?? assert.fail();
}

test('a query that sees no key gets the bias alone, all others what Keras gives', () => {
  for (const [name, isAlone] of [
    ['attention mask', (row: number) => row === 1],
    ['query and value masks', (row: number) => [2, 3, 9, 10, 11].includes(row)],
  ] as const) {
    const { call = {}, inputs, inputMasks = [], weights, outputs: [wanted] } = golden(name), { attentionMask } = call;
    const all = attentionMask === undefined ? inputs : [...inputs, attentionMask];
    const layer = multiHeadAttention({ numHeads: 2, keyDim: 3, useAttentionMask: attentionMask !== undefined });
    const bench = layerBench(
      createFloat64Kernels(), layer, all.map(({ shape }) => shape.slice(1)), 3, inputMasks.map(() => true),
    );
    all.forEach(({ data }, i) => { bench.inputs[i].set(data); });
    inputMasks.forEach(({ data }, i) => { bench.masks[i].set(data); });
    Object.values(bench.parameters).forEach((values, i) => { values.set(weights[i].data); });
    bench.forward(3);
    const width = wanted.shape[2], bias = bench.parameters['output b'];
    bench.outputs[0].forEach((value, i) => {
      const right = isAlone(Math.floor(i / width)) ? bias[i % width] : wanted.data[i];
      assert.ok(Math.abs(value - right) < 1e-10, `${name}: element ${i} is ${value}, wanted ${right}`);
    });
  }
});

/** The weights of attention, and ∂J/∂ of its inputs, on inputs and parameters that are drawn. */
function weighed(
  options: Partial<Parameters<typeof multiHeadAttention>[0]>, inputShapes: readonly (readonly number[])[],
  given: { readonly mask?: readonly number[]; readonly attention?: readonly number[] } = {}, table = tables[1],
) {
  const layer = multiHeadAttention({ numHeads: 2, keyDim: 2, returnAttentionScores: true, ...options });
  const random = new Philox(5), bench = layerBench(table, layer, inputShapes, 1, [given.mask !== undefined]);
  for (const values of [...Object.values(bench.parameters), ...bench.inputs, ...bench.factors]) {
    values.set(operands(random, values.length));
  }
  if (given.mask !== undefined) bench.masks[0].set(given.mask);
  if (given.attention !== undefined) bench.inputs[bench.inputs.length - 1].set(given.attention);
  bench.forward(1);
  bench.backward(1);
  return { p: bench.outputs[1], y: bench.outputs[0], dx: bench.inputGradients };
}

test('weights are +0 where a mask says so, and those of a query add up to 1 or are all +0', () => {
  for (const k of tables) {
    const { p } = weighed({ useCausalMask: true }, [[4, 3]], { mask: [1, 1, 0, 1] }, k);
    for (let head = 0; head < 2; head++) {
      for (let t = 0; t < 4; t++) {
        const row = [...p.subarray((head * 4 + t) * 4, (head * 4 + t + 1) * 4)];
        row.forEach((weight, s) => assert.equal(Object.is(weight, 0), s > t || t === 2 || s === 2, `${t} and ${s}`));
        const sum = row.reduce((total, weight) => total + weight, 0);
        assert.ok(t === 2 ? sum === 0 : Math.abs(sum - 1) < 1e-6);
      }
    }
  }
});

test('a causal mask, and the same as an input, for all heads or for each, have the same bits', () => {
  const mask = [1, 0, 0, 1, 1, 0, 1, 1, 1];
  const causal = weighed({ useCausalMask: true }, [[3, 2], [3, 4]]);
  const given = weighed({ useAttentionMask: true }, [[3, 2], [3, 4], [3, 3]], { attention: mask });
  const each = weighed({ useAttentionMask: true }, [[3, 2], [3, 4], [2, 3, 3]], { attention: [...mask, ...mask] });
  for (const other of [given, each]) {
    assertSameBits(other.p, causal.p, 'weights');
    assertSameBits(other.y, causal.y, 'output');
    assertSameBits(other.dx[2], other.dx[2].slice().fill(0), 'dx of the mask');
  }
});

test('one input, and that input three times, give the same output', () => {
  for (const k of tables) {
    const one = weighed({}, [[3, 2]], {}, k), x = input({ shape: [3, 2] });
    const layer = multiHeadAttention({ numHeads: 2, keyDim: 2 });
    const three = model({ inputs: x, outputs: layer.apply([x, x, x]), seed: 1 });
    const alone = model({ inputs: x, outputs: layer.apply(x), seed: 1 });
    const values = operands(new Philox(9), 6);
    assertSameBits(three.predict(values), alone.predict(values), 'output');
    assert.equal(one.dx.length, 1);
  }
});

test('of weights that nobody reads, training knows nothing', () => {
  const trained = (returnAttentionScores: boolean): Float32Array => {
    const x = input({ shape: [3, 2] });
    const [y] = multiHeadAttention({ numHeads: 2, keyDim: 2, returnAttentionScores }).applyAll(x);
    const net = model({ inputs: x, outputs: y, seed: 4 }), random = new Philox(2);
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    for (let step = 0; step < 3; step++) net.trainOnBatch(operands(random, 12), operands(random, 12));
    return net.theta;
  };
  assertSameBits(trained(true), trained(false), 'θ');
});

test('positions are the first rows for each example; those beyond are not trained', () => {
  const net = sequential([positionEmbedding({ sequenceLength: 4, inputShape: [3, 2] })], { seed: 2 });
  const before = net.theta.slice(), y = net.predict(operands(new Philox(1), 12));
  assertSameBits(y.subarray(0, 6), before.subarray(0, 6));
  assertSameBits(y.subarray(6), before.subarray(0, 6));
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  net.trainOnBatch(operands(new Philox(1), 12), operands(new Philox(3), 12));
  assertSameBits(net.theta.subarray(6), before.subarray(6));
  assert.notDeepEqual([...net.theta.subarray(0, 6)], [...before.subarray(0, 6)]);
});

const own = { numHeads: 2, keyDim: 3 };
checkRefusals('attention and positions refuse by name what does not fit', [
  [() => multiHeadAttention({ numHeads: 0, keyDim: 3 }), RangeError, /^multiHeadAttention: numHeads must be/],
  [() => multiHeadAttention({ numHeads: 2, keyDim: 1.5 }), RangeError, /^multiHeadAttention: keyDim must be/],
  [() => multiHeadAttention({ ...own, valueDim: 0 }), RangeError, /^multiHeadAttention: valueDim must be/],
  [() => multiHeadAttention({ ...own, dropout: 1 }), RangeError, /^multiHeadAttention: dropout must be/],
  [() => multiHeadAttention({ ...own, outputShape: 0 }), RangeError, /^multiHeadAttention: outputShape/],
  [() => multiHeadAttention({ ...own, useCausalMask: 1 } as never), TypeError, /useCausalMask must be/],
  [() => multiHeadAttention({ ...own, attentionAxes: [1] } as never), RangeError, /attentionAxes must be left out/],
  [() => multiHeadAttention({ ...own, heads: 2 } as never), TypeError, /heads/],
  [() => multiHeadAttention(own).outputShape([3]), ShapeError, /query must be of shape \(steps, features\), got \(3\)/],
  [() => multiHeadAttention(own).outputShapes([[3, 2], [4, 2], [5, 2]]), ShapeError, /key must have 4 steps.* got 5/],
  [() => multiHeadAttention(own).outputShapes([[3, 2], [3, 2], [3, 2], [3, 3]]), ShapeError, /inputs must be query/],
  [
    () => multiHeadAttention({ ...own, useAttentionMask: true }).outputShapes([[3, 2], [4, 2], [4, 3]]), ShapeError,
    /attention mask must be of shape \(3, 4\) or \(2, 3, 4\), got \(4, 3\)/,
  ],
  [() => multiHeadAttention(own).apply(input({ shape: [3, 2] }), { mask: input({ shape: [3, 2] }) }), ShapeError,
    /mask must be of shape \(3\), got \(3, 2\)/],
  [() => positionEmbedding({ sequenceLength: 0 }), RangeError, /^positionEmbedding: sequenceLength must be/],
  [() => positionEmbedding({ sequenceLength: 2 }).outputShape([3, 2]), ShapeError, /at most 2 steps, got 3/],
  [() => positionEmbedding({ sequenceLength: 2 }).outputShape([3]), ShapeError, /must be of shape \(steps, features\)/],
  [() => sinePositionEncoding({ maxWavelength: 0 }), RangeError, /^sinePositionEncoding: maxWavelength must be/],
]);

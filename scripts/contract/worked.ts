/**
 * Worked examples: small cases, step by step, in bits.
 * @module
 */
import { bitsOfFloat32, float32OfBits } from '../../lib/core/float32.ts';
import { philox4x32 } from '../../lib/core/philox.ts';
import { dense, dropout, sequential, sgd } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { lu } from '../../lib/linalg/index.ts';
import { uniformRowsInto } from '../../lib/random/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import { traced } from './interpret.ts';
import { listing } from './listing.ts';
import { bits, bitsOfAll as all, word } from './words.ts';
import { memberExamples } from './workedMembers.ts';

const { fround } = Math;

/** By the name of their part. */
export function workedExamples(): Readonly<Record<string, string>> {
  return {
    'worked numbers': numbers(), 'worked exp': traced(listing('exp', elementary.exp), 'exp', bitsOfFloat32(-1.5)),
    'worked sum': sum(), 'worked weight': weight(), 'worked order': order(), 'worked mask': mask(),
    'worked step': step(), 'worked lu': factors(), ...memberExamples(),
  };
}

function numbers(): string {
  const cases: readonly (readonly [string, number])[] = [
    ['1', 1], ['0.1', 0.1], ['−0', -0], ['the smallest normal number', 2 ** -126],
    ['the smallest subnormal', 2 ** -149], ['the largest number', float32OfBits(0x7f7fffff)], ['∞', Infinity],
    ['0.1 ⊕ 0.2', fround(fround(0.1) + fround(0.2))],
    ['1 ⊘ 3', fround(1 / 3)], ['16777216 ⊕ 1', fround(16777216 + 1)], ['NaN, as files have it', NaN],
  ];
  return cases.map(([name, value]) => `${bits(value)}  ${name}`).join('\n');
}

/** Five numbers in four lanes. */
function sum(): string {
  const x = Float32Array.of(16777216, 1, 1, 1, 1), k = createKernels('reference');
  const straight = x.reduce((total, value) => fround(total + value), 0);
  return [
    `x = ${all(x)}`, `lanes: ${all([fround(x[0] + x[4]), x[1], x[2], x[3]])}`, `sum(5, x) = ${bits(k.sum(5, x, 0, 1))}`,
    `with one accumulator it would be ${bits(straight)}`,
  ].join('\n');
}

/** The first weights of a model of seed 7. */
function weight(): string {
  const words = new Uint32Array(4), model = sequential([dense({ units: 3, inputShape: [5] })], { seed: 7 });
  philox4x32(0, 0, 0, 0, 7, 0, words);
  const limit = fround(Math.sqrt((3 * 1) / ((5 + 3) / 2))), range = fround(limit - -limit);
  const u = (words[0] >>> 8) * 2 ** -24;
  return [
    'dense of 3 units on 5 inputs, glorotUniform, the first tensor of the model: stream 0',
    'key 0x00000007 0x00000000, counter 0x00000000 0x00000000 0x00000000 0x00000000',
    `words ${[...words].map(word).join(' ')}`,
    `float of the first word: (word >> 8) · 2⁻²⁴ = ${bits(u)}`,
    `limit = √(3·1/4) rounded = ${bits(limit)}, range = limit ⊖ (−limit) = ${bits(range)}`,
    `w₀₀ = −limit ⊕ (float ⊗ range) = ${bits(model.theta[0])}`,
    `w = ${all(model.theta.subarray(0, 5))} …`,
  ].join('\n');
}

function order(): string {
  return [
    `seed 0, epoch 0 of 8 examples: stream 0x100000000, order ${[...epochOrder(8, 3, true, 0, 0) ?? []].join(' ')}`,
    `the same by batches of 3: ${[...epochOrder(8, 3, 'batch', 0, 0) ?? []].join(' ')}`,
    `seed 0, the next epoch: stream 0x100000001, order ${[...epochOrder(8, 3, true, 0, 1) ?? []].join(' ')}`,
  ].join('\n');
}

/** Dropout's first mask in a model. */
function mask(): string {
  const words = new Uint32Array(4), u = new Float32Array(12);
  philox4x32(0, 0, 0, 1 * 256 + 2, 7, 0, words);
  uniformRowsInto({ seed: 7, step: 0, row: 0 }, 1, 2, 6, u);
  const rows = [0, 1].map((row) => u.subarray(6 * row, 6 * row + 6));
  const kept = (row: Float32Array): string => Array.from(row, (value) => (value < 0.25 ? '0' : '1')).join(' ');
  return [
    'seed 7, the second layer of the stack (number 1), first step (0), 6 elements an example, rate 0.25',
    'row 0, block 0: key 0x00000007 0x00000000, counter 0x00000000 0x00000000 0x00000000 0x00000102',
    `words ${[...words].map(word).join(' ')}`,
    ...rows.flatMap((row, i) => [`row ${i}: u = ${all(row)}`, `       kept: ${kept(row)}`]),
    `what is kept is multiplied by ${bits(1 / (1 - 0.25))}`,
  ].join('\n');
}

/** A step of a network of four weights, and the next one, which dropout disturbs. */
function step(): string {
  const layers = [
    dense({ units: 2, activation: 'tanh', inputShape: [1], kernelInitializer: [0.5, -1] }), dropout({ rate: 0.25 }),
    dense({ units: 1, kernelInitializer: [1.5, -0.5] }),
  ];
  const model = sequential(layers, { seed: 7, kernels: createKernels('reference') });
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'meanSquaredError' });
  const lines = [`θ₀ = ${all(model.theta)}`], x = Float32Array.of(1, -0.5, 0.25), y = [0.5, 0, -0.25];
  for (let t = 1; t <= 2; t++) {
    const { loss } = model.trainOnBatch(x, y);
    lines.push(`step ${t}: loss ${loss}`, `  ∇ = ${all(model.gradient)}`, `  θ = ${all(model.theta)}`);
  }
  return [
    'dense of 2 units with tanh on 1 input, w = (0.5, −1); dropout of rate 0.25; dense of 1 unit, w = (1.5, −0.5)',
    'seed 7, sgd of rate 0.5, meanSquaredError, x = (1, −0.5, 0.25), y = (0.5, 0, −0.25), one batch', ...lines,
  ].join('\n');
}

function factors(): string {
  const { factors: found, pivots } = lu(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10), 3);
  return [
    'A = 1 2 3, 4 5 6, 7 8 10', `factors: ${all(found.subarray(0, 3))}`, `         ${all(found.subarray(3, 6))}`,
    `         ${all(found.subarray(6, 9))}`, `pivots: ${[...pivots].join(' ')}`,
  ].join('\n');
}

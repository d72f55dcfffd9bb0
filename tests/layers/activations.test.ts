import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  differentiate, formula, mul, operations, print, type Expression, type Program,
} from '../../lib/formula/index.ts';
import { createFloat64Kernels, createKernels } from '../../lib/kernels/index.ts';
import {
  activations, celu, elementwiseActivation, elu, gelu, hardSigmoid, leakyRelu, relu, sigmoid, softmax, tanh,
  toActivation, type Activation,
} from '../../lib/layers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkActivations, type ActivationCase } from './checkActivation.ts';

/** A user's own, with a derivative that is worked out. */
const square = elementwiseActivation('square', ({ z }) => mul(z, z));

const vectors = JSON.parse(readFileSync(new URL('../vectors/activations.json', import.meta.url), 'utf8')) as
  Readonly<Record<string, ActivationCase['answers']>>;

/** By name, or as options make them. */
const withOptions = [
  leakyRelu({ alpha: 0.125 }), celu({ alpha: 1.75 }), elu({ alpha: 1.75 }), gelu({ approximate: true }),
  relu({ maxValue: 6 }), relu({ negativeSlope: 0.25 }), relu({ threshold: 1 }),
  relu({ threshold: 1, maxValue: 6, negativeSlope: 0.25 }),
];
const all: readonly Activation[] = [
  ...Object.keys(activations).map((name) => toActivation('test', 'activation', name) ?? assert.fail(name)),
  ...withOptions,
];
const kinks: Readonly<Record<string, readonly number[]>> = {
  selu: [0], hardSigmoid: [-2.5, 2.5], leakyRelu: [0], 'leakyRelu(0.125)': [0], 'elu(1.75)': [0],
  hardSwish: [-3, 3], relu6: [0, 6], 'relu(maxValue 6)': [0, 6], 'relu(negativeSlope 0.25)': [0],
  'relu(threshold 1)': [1], 'relu(maxValue 6, negativeSlope 0.25, threshold 1)': [1, 6],
};

// tanh 1 = 0.7615941559557649, σ(1) = 0.7310585786300049, e = 2.718281828459045.
checkActivations([
  { activation: relu(), kinks: [0], tolerance: 0, answers: [
    { z: [-2, -0, 0, 0.5, 2 ** -149, Infinity], a: [0, -0, 0, 0.5, 2 ** -149, Infinity], dz: [0, 0, 0, 4, 5, 6] },
  ] },
  { activation: sigmoid, tolerance: 2 ** -23, answers: [
    {
      z: [0, 1, -1, 200, -200], a: [0.5, 0.7310585786300049, 0.2689414213699951, 1, 0],
      dz: [0.25, 2 * 0.19661193324148185, 3 * 0.19661193324148185, 0, 0],
    },
  ] },
  { activation: tanh, tolerance: 2 ** -22, answers: [
    {
      z: [0, 1, -1, 40, -40], a: [0, 0.7615941559557649, -0.7615941559557649, 1, -1],
      dz: [1, 2 * 0.41997434161402614, 3 * 0.41997434161402614, 0, 0],
    },
  ] },
  // Keras' research values for (2, 1, 0.5): softmax − one-hot of label 0 is (−0.371468, 0.231224, 0.140244);
  // dz by hand: a(da − Σ da·a).
  { activation: softmax(), tolerance: 1e-6, answers: [
    {
      z: [2, 1, 0.5], a: [0.628532, 0.231224, 0.140244],
      dz: [0.628532 * (1 - 1.511712), 0.231224 * (2 - 1.511712), 0.140244 * (3 - 1.511712)],
    },
    { z: [1000, 0, 0], a: [1, 0, 0], dz: [0, 0, 0] },
    { z: [-7, -7, -7, -7], a: [0.25, 0.25, 0.25, 0.25], dz: [-0.375, -0.125, 0.125, 0.375] },
  ] },
  ...all.filter(({ name }) => name in vectors).map((activation) => (
    { activation, answers: vectors[activation.name], tolerance: 2 ** -21, kinks: kinks[activation.name] ?? [] })),
  { activation: square, tolerance: 0, answers: [{ z: [-3, 0.5], a: [9, 0.25], dz: [-6, 2] }] },
]);

test('every activation has known answers', () => {
  const byHand = ['relu', 'sigmoid', 'softmax', 'tanh'];
  assert.deepEqual(all.map(({ name }) => name).filter((name) => !(name in vectors) && !byHand.includes(name)), []);
  assert.deepEqual(
    Object.keys(vectors).filter((name) => name !== 'source' && !all.some((activation) => activation.name === name)), [],
  );
});

/** What a one-line program assigns, written with other expressions in place of its arrays. */
function written({ instructions, stores }: Program, ...arrays: readonly Expression<'float'>[]): Expression<'float'> {
  const made: Expression[] = [];
  for (const { operation, operands, value } of instructions) {
    made.push(operation === 'array' ? arrays[value] : {
      kind: operations[operation].result, operation, operands: operands.map((o) => made[o]), value,
    });
  }
  return made[stores[0].from] as Expression<'float'>;
}

test('every derivative written by hand is the one worked out from the formula', () => {
  const k = createFloat64Kernels();
  const z = Float64Array.from({ length: 400 }, (_, i) => (i - 197.3) / 20), da = z.map((_, i) => 1 + (i % 7));
  for (const { name, formulas } of all) {
    if (formulas === undefined) continue;
    const workedOut = formula({
      name, arrays: ['z', 'da', 'dz'],
      define: (s) => ({ dz: mul(s.da, differentiate(written(formulas.value, s.z), s.z)) }),
    });
    const a = z.slice(), byHand = z.slice(), wanted = z.slice();
    k.elementwise(formulas.value, z.length, [z, a]);
    k.elementwise(formulas.gradient, z.length, [z, a, da, byHand]);
    k.elementwise(workedOut, z.length, [z, da, wanted]);
    assertClose(byHand, wanted, 1e-12, name);
  }
});

test('at 0 the second derivative of what is smooth there is worked out as well', () => {
  const k = createFloat64Kernels(), z = Float64Array.of(0, -0), da = z.map(() => 1), curvature = z.slice();
  // 2/√(2π), and by mpmath 0.64 for mish
  const twiceBell = 0.7978845608028654;
  const answers: Readonly<Record<string, number>> =
    { swish: 0.5, silu: 0.5, mish: 0.64, gelu: twiceBell, 'gelu(approximate)': twiceBell };
  for (const { name, formulas } of all) {
    if (formulas === undefined || !(name in answers)) continue;
    const derivative = formula({
      name, arrays: ['z', 'da', 'curvature'],
      define: (s) => ({ curvature: differentiate(written(formulas.gradient, s.z, s.z, s.da), s.z) }),
    });
    k.elementwise(derivative, 2, [z, da, curvature]);
    assertClose(curvature, [answers[name], answers[name]], 1e-12, name);
  }
});

test('options make an activation of its own name; the default is the one in the list', () => {
  assert.deepEqual(withOptions.map(({ name }) => name), [
    'leakyRelu(0.125)', 'celu(1.75)', 'elu(1.75)', 'gelu(approximate)', 'relu(maxValue 6)', 'relu(negativeSlope 0.25)',
    'relu(threshold 1)', 'relu(maxValue 6, negativeSlope 0.25, threshold 1)',
  ]);
  for (const activation of withOptions) assert.equal(toActivation('test', 'activation', activation), activation);
  for (const make of [leakyRelu, celu, elu, gelu, relu, softmax]) {
    assert.equal(toActivation('test', 'activation', make()), make({}));
  }
});

test('each name in the list names itself', () => {
  for (const name of Object.keys(activations)) {
    const activation = toActivation('test', 'activation', name);
    assert.equal(activation?.name, name);
    assert.equal(toActivation('test', 'activation', activation), activation);
  }
  assert.equal(toActivation('test', 'activation', 'linear'), undefined);
  assert.equal(toActivation('test', 'activation', square), square);
});

test("hardSigmoid is that of Keras 2.2.4, 0.2·z + 0.5, and not Keras 3's z/6 + 0.5", () => {
  const k = createKernels('reference'), z = Float32Array.of(-2.75, -1, 0, 1, 2.75), a = new Float32Array(5);
  const { formulas } = hardSigmoid;
  if (formulas === undefined) assert.fail();
  k.elementwise(formulas.value, 5, [z, a]);
  assertClose(a, [0, 0.3, 0.5, 0.7, 1], 1e-7);
  // keras.ops.hard_sigmoid, Keras 3.15
  const keras3 = [0.0416666679084301, 0.3333333432674408, 0.5, 0.6666666865348816, 0.9583333134651184];
  assert.deepEqual(keras3.map((v, i) => Math.abs(v - a[i]) > 0.03), [true, true, false, true, true]);
});

test('an activation shows its formulas', () => {
  const formulas = (activation: Activation) => activation.formulas ?? assert.fail(`${activation.name} has none`);
  assert.equal(print(formulas(relu()).value), 'a ← 0 if z < 0, else z');
  assert.equal(print(formulas(sigmoid).gradient), 'dz ← da · (a · (1 − a))');
});

checkRefusals('options are refused by name', [
  [() => leakyRelu({ alpha: NaN }), RangeError, /^leakyRelu: alpha must be a finite number, got NaN$/],
  [() => leakyRelu({ slope: 1 } as never), TypeError, /^leakyRelu: unknown option 'slope'; it takes alpha/],
  [() => elu({ alpha: '1' as never }), TypeError, /^elu: alpha must be a finite number, got '1'$/],
  [() => elu({ a: 1 } as never), TypeError, /^elu: unknown option 'a'/],
  [() => celu({ alpha: 0 }), RangeError, /^celu: alpha must be a finite number above 0, got 0$/],
  [() => relu({ maxValue: -1 }), RangeError, /^relu: maxValue .* got -1$/],
  [() => relu({ negativeSlope: null as never }), TypeError, /^relu: negativeSlope .* got null$/],
  [() => relu({ alpha: 1 } as never), TypeError, /^relu: unknown option 'alpha'; it takes maxValue, neg/],
  [() => gelu({ approximate: 'tanh' as never }), TypeError, /^gelu: approximate must be true or false, got 'tanh'$/],
  [() => gelu({ tanh: true } as never), TypeError, /^gelu: unknown option 'tanh'/],
]);

checkRefusals('what is no activation is refused', [
  [
    () => toActivation('dense', 'activation', 'reul'), TypeError,
    /^dense: activation must be one of 'celu', .* got 'reul'; did you mean 'relu'\?$/,
  ],
  [() => toActivation('dense', 'activation', undefined), TypeError, /got undefined$/],
  [() => toActivation('dense', 'activation', Math.tanh), TypeError, /got a function$/],
  [() => toActivation('dense', 'activation', 'toString'), TypeError, /got 'toString'$/],
  [() => toActivation('dense', 'activation', { ...relu() }), TypeError,
    /^dense: activation must have a name of its own, got one of the library's, 'relu'$/],
]);

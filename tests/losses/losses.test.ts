import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { abs, add, div, mul, sub } from '../../lib/formula/index.ts';
import {
  binaryCrossentropy, binaryFocalCrossentropy, categoricalCrossentropy, categoricalFocalCrossentropy,
  categoricalHinge, halfSquaredError, huber, losses, meanSquaredError, pointwiseLoss, reduced,
  sparseCategoricalCrossentropy, toLoss, type Loss, type LossName,
} from '../../lib/losses/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { lossFamily } from '../../lib/losses/named.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { bindLoss, checkLosses, type LossAnswer, type LossCase } from './checkLoss.ts';

const anywhere = (random: Philox): number => 4 * random.nextFloat() - 2;
const label = (random: Philox): number => random.nextBelow(4);
/** Far from the bounds at which a probability is clipped. */
const probability = (random: Philox): number => 0.05 + 0.9 * random.nextFloat();

const sign = (random: Philox): number => 2 * random.nextBelow(2) - 1;
const oneOrNone = (random: Philox): number => random.nextBelow(2);

interface VectorCase {
  readonly name: LossName;
  readonly options: Readonly<Record<string, unknown>>;
  readonly answers: readonly LossAnswer[];
}

const vectors = (JSON.parse(readFileSync(new URL('../vectors/losses.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly VectorCase[];
}).cases;

/** A prediction and a target that the loss can take; both from −2 to 2 where nothing is said. */
const operandsOf: Readonly<Partial<Record<LossName, Pick<LossCase, 'prediction' | 'target'>>>> = {
  meanSquaredLogarithmicError: { prediction: probability, target: probability },
  poisson: { prediction: probability, target: probability },
  kullbackLeiblerDivergence: { prediction: probability, target: probability },
  binaryCrossentropy: { prediction: probability, target: probability },
  categoricalCrossentropy: { prediction: probability, target: probability },
  binaryFocalCrossentropy: { prediction: probability, target: probability },
  categoricalFocalCrossentropy: { prediction: probability, target: probability },
  sparseCategoricalCrossentropy: { prediction: anywhere, target: label },
  hinge: { prediction: anywhere, target: sign },
  squaredHinge: { prediction: anywhere, target: sign },
  categoricalHinge: { prediction: anywhere, target: oneOrNone },
};

function made(name: LossName, options: Readonly<Record<string, unknown>>): Loss {
  return lossFamily.make(name, options) ?? assert.fail(name);
}

/** Each case of the vectors; those on logits once as they are, and once fused with the activation. */
const fromVectors = vectors.flatMap(({ name, options, answers }): LossCase[] => {
  const drawn = { prediction: anywhere, target: anywhere, ...operandsOf[name] };
  const { fromLogits, ...others } = options;
  const title = JSON.stringify(options);
  const direct = {
    loss: made(name, options), title, answers, tolerance: 2 ** -20, ...drawn,
    ...(fromLogits === true && { prediction: anywhere }),
  };
  const fused = { ...direct, loss: made(name, others), fused: true };
  return fromLogits === true ? [direct, fused] : [direct];
});

/** |a − y| / (1 + |a − y|), a loss of a user's own, without a kink where a ≠ y. */
const softError = pointwiseLoss({
  name: 'softError',
  term: ({ a, y }) => div(abs(sub(a, y)), add(1, abs(sub(a, y)))),
  derivative: ({ a, y }) => div(div(sub(a, y), abs(sub(a, y))), mul(add(1, abs(sub(a, y))), add(1, abs(sub(a, y))))),
});

checkLosses([
  ...fromVectors,
  { loss: meanSquaredError, prediction: anywhere, target: anywhere, tolerance: 2 ** -23, answers: [
    { a: [1, 2, 4], y: [0, 4, 1], loss: 14 / 3, gradient: [2 / 3, -4 / 3, 2] },
    { a: [0.5], y: [0.25], loss: 0.0625, gradient: [0.5] },
  ] },
  { loss: halfSquaredError, prediction: anywhere, target: anywhere, tolerance: 0, answers: [
    { a: [1, 2, 4], y: [0, 4, 1], loss: 7, gradient: [1, -2, 3] },
    { a: [0.5], y: [0.25], loss: 0.03125, gradient: [0.25] },
  ] },
  // Two wrong classes share the maximum; nothing is lost beyond a margin of 1.
  { loss: categoricalHinge, title: 'by hand', prediction: anywhere, target: oneOrNone, tolerance: 0, answers: [
    { a: [2, 2, 1], y: [0, 0, 1], loss: 2, gradient: [0.5, 0.5, -1] },
    { a: [1, 4, 2.5], y: [0, 1, 0], loss: 0, gradient: [0, 0, 0] },
  ] },
  {
    loss: softError, prediction: anywhere, target: anywhere, tolerance: 0,
    answers: [{ a: [3, -1], y: [0, 0], loss: 1.25, gradient: [1 / 16, -1 / 4] }],
  },
  // Worked values of Keras and TensorFlow, run in binary32.
  { loss: sparseCategoricalCrossentropy(), fused: true, prediction: anywhere, target: label, tolerance: 5e-7, answers: [
    { a: [2, 1, 0.5], y: [0], loss: 0.46436879, gradient: [-0.371468, 0.231224, 0.140244] },
    { a: [20, 0, 0], y: [0], loss: 0, gradient: [0, 2.06115e-9, 2.06115e-9] },
    { a: [20, 0, 0], y: [1], loss: 20, gradient: [1, -1, 2.06115e-9] },
    { a: [1000, 0, 0], y: [1], loss: 1000, gradient: [1, -1, 0] },
    {
      a: Array(10).fill(0), y: [3], loss: 2.3025851,
      gradient: Array.from({ length: 10 }, (_, j) => (j === 3 ? -0.9 : 0.1)),
    },
  ] },
  // On probabilities p: −log(p_y / Σp) of the clipped ones; ∂/∂p = (p/Σ − [j = y]) / p, and 0 where p was clipped.
  { loss: sparseCategoricalCrossentropy(), prediction: probability, target: label, tolerance: 4e-7, answers: [
    { a: [0.5, 0.25, 0.25], y: [1], loss: 1.3862943611198906, gradient: [1, -3, 1] },
    { a: [0.2, 0.2], y: [0], loss: 0.6931471805599453, gradient: [-2.5, 2.5] },
    { a: [5, 0.5], y: [1], loss: 1.0986122886681098, gradient: [0, -4 / 3] }, // 5 counts as 1
    { a: [1, 0, 0], y: [1], loss: 16.118095, gradient: [0, 0, 0] },
    { a: [1, 0, 0], y: [0], loss: 2.3841855e-7, gradient: [0, 0, 0] },
  ] },
]);

test('every loss has known answers', () => {
  const known = [...vectors.map(({ name }) => name), 'halfSquaredError'];
  assert.deepEqual(Object.keys(losses).filter((name) => !known.includes(name)), []);
});

test('each name in the list names itself', () => {
  for (const name of Object.keys(losses)) assert.equal(toLoss('test', 'loss', name).name, name);
  assert.equal(toLoss('test', 'loss', 'meanSquaredError'), meanSquaredError);
  assert.equal(toLoss('test', 'loss', softError), softError);
});

test('categorical cross-entropy of a one-hot target has the bits of the sparse one', () => {
  const k = createKernels('reference'), batch = 9, outputs = 5, random = new Philox(131);
  const labels = Float32Array.from({ length: batch }, () => random.nextBelow(outputs));
  const z = operands(random, batch * outputs).map((v) => 6 * v);
  const [sparse, oneHot] = [sparseCategoricalCrossentropy(), categoricalCrossentropy()].map((loss) => {
    const node = bindLoss(k, { loss, fused: true }, outputs, batch);
    node.logits.set(z);
    const rows = Float32Array.from({ length: batch * outputs }, (_, i) =>
      Number(labels[Math.floor(i / outputs)] === i % outputs));
    node.targets.set(loss.target === 'label' ? labels : rows);
    node.pass.forward(batch);
    node.pass.backward(batch, { scale: Math.fround(1 / batch) });
    return node;
  });
  assertSameBits(oneHot.losses, sparse.losses, 'losses');
  assertSameBits(oneHot.prediction, sparse.prediction, 'prediction');
  assertSameBits(oneHot.gradient, sparse.gradient, 'gradient');
});

checkRefusals('options are refused by name', [
  [() => huber({ delta: 0 }), RangeError, /^huber: delta must be a finite number above 0, got 0$/],
  [() => huber({ d: 1 } as never), TypeError, /^huber: unknown option 'd'; it takes delta/],
  [
    () => binaryCrossentropy({ labelSmoothing: 1.5 }), RangeError,
    /^binaryCrossentropy: labelSmoothing must be a number from 0 to 1, got 1\.5$/,
  ],
  [
    () => binaryCrossentropy({ axis: 1 as never }), RangeError,
    /^binaryCrossentropy: axis must be -1, the last, along which losses work; permute\(\{ dims \}\) moves .*, got 1$/,
  ],
  [() => categoricalCrossentropy({ axis: 0 as never }), RangeError, /^categoricalCrossentropy: axis must be -1/],
  [() => sparseCategoricalCrossentropy({ axis: 2 as never }), RangeError, /^sparseCategoricalCrossentropy: axis must/],
  [() => binaryFocalCrossentropy({ axis: 2 as never }), RangeError, /^binaryFocalCrossentropy: axis must be -1/],
  [() => categoricalFocalCrossentropy({ axis: 2 as never }), RangeError, /^categoricalFocalCrossentropy: axis must/],
  [() => binaryFocalCrossentropy({ gamma: -1 }), RangeError, /^binaryFocalCrossentropy: gamma .* got -1$/],
  [() => binaryFocalCrossentropy({ alpha: 2 }), RangeError, /^binaryFocalCrossentropy: alpha .* from 0 to 1, got 2$/],
  [
    () => categoricalFocalCrossentropy({ alpha: [1, 2] as never }), TypeError,
    /^categoricalFocalCrossentropy: alpha must be a finite number of at least 0, got \[1, 2\]$/,
  ],
  [
    () => sparseCategoricalCrossentropy({ ignoreClass: 0.5 }), RangeError,
    /^sparseCategoricalCrossentropy: ignoreClass must be/,
  ],
  [
    () => huber({ reduction: 'none' as never }), RangeError,
    /^huber: reduction must be one of 'sumOverBatchSize', 'mean', 'sum', 'meanWithSampleWeight', got 'none'$/,
  ],
  [() => reduced('hinge', 'none' as never), RangeError, /^reduced: reduction must be one of/],
  [() => reduced('hing' as never, 'sum'), TypeError, /^reduced: loss must be one of .* did you mean 'hinge'/],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, reduction: 'none' }), RangeError,
    /^compile: reduction of loss 'hinge' must be one of/,
  ],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, ignoreClass: NaN }), RangeError,
    /^compile: ignoreClass of loss 'hinge' must be/,
  ],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, ignoreClass: -1 }), TypeError,
    /^compile: ignoreClass of loss 'hinge' must be absent where targets are vectors, got -1$/,
  ],
  [
    () => binaryCrossentropy({ fromLogits: 1 as never }), TypeError,
    /^binaryCrossentropy: fromLogits must be true or false, got 1$/,
  ],
  [
    () => binaryCrossentropy({ from_logits: true } as never), TypeError,
    /^binaryCrossentropy: unknown option 'from_logits'/,
  ],
  [
    () => categoricalCrossentropy({ labelSmoothing: -0.1 }), RangeError,
    /^categoricalCrossentropy: labelSmoothing .* got -0\.1$/,
  ],
  [
    () => categoricalCrossentropy({ fromLogits: 'yes' as never }), TypeError,
    /^categoricalCrossentropy: fromLogits .* got 'yes'$/,
  ],
  [
    () => categoricalCrossentropy({ logits: true } as never), TypeError,
    /^categoricalCrossentropy: unknown option 'logits'/,
  ],
  [
    () => sparseCategoricalCrossentropy({ fromLogits: 0 as never }), TypeError,
    /^sparseCategoricalCrossentropy: fromLogits .* got 0$/,
  ],
  [
    () => sparseCategoricalCrossentropy({ labelSmoothing: 0 } as never), TypeError,
    /^sparseCategoricalCrossentropy: unknown option 'labelSmoothing'; it takes fromLogits/,
  ],
]);

checkRefusals('what is no loss is refused', [
  [
    () => toLoss('compile', 'loss', 'msq'), TypeError,
    /^compile: loss must be one of 'binaryCrossentropy', .* or a Loss, got 'msq'; did you mean 'mse'\?$/,
  ],
  [() => toLoss('compile', 'loss', undefined), TypeError, /got undefined$/],
  [() => toLoss('compile', 'loss', { bind: 3, target: 'label' }), TypeError, /got an object/],
  [() => toLoss('compile', 'loss', 'toString'), TypeError, /got 'toString'$/],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, expectTargets: 1 }), TypeError,
    /^compile: expectTargets of loss 'hinge' must be a function, got 1$/,
  ],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, decision: null }), TypeError,
    /^compile: decision of loss 'hinge' must be an object, got null$/,
  ],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, decision: { threshold: 0, no: 2 } }), RangeError,
    /^compile: decision\.no of loss 'hinge' must be 0 or -1, got 2$/,
  ],
  [
    () => toLoss('compile', 'loss', { ...losses.hinge, expectTarget: () => {} }), TypeError,
    /^compile: loss has a member 'expectTarget', which is never used; did you mean 'expectTargets'\?$/,
  ],
]);

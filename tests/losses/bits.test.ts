/** Every loss to the bit, beside the same worked out by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import {
  binaryCrossentropy, binaryFocalCrossentropy, categoricalCrossentropy, categoricalFocalCrossentropy,
  categoricalHinge, cosineSimilarity, halfSquaredError, hinge, huber,
  kullbackLeiblerDivergence, logCosh, losses, meanAbsoluteError, meanAbsolutePercentageError, meanSquaredError,
  meanSquaredLogarithmicError, poisson, sparseCategoricalCrossentropy, squaredHinge, type Loss,
} from '../../lib/losses/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { assertClose } from '../helpers/close.ts';
import { assertSameBits } from '../helpers/same.ts';
import { meant } from '../helpers/targets.ts';
import { tables } from '../kernels/tables.ts';
import { bindLoss } from './checkLoss.ts';
import {
  HIGH, LN2, LOW, add, binaryLogits, binaryShares, clip, cosine, div, each, em1, hinged, hubered, isWithin, ln, ln1p,
  logOf, mul, ofLogits, ofShares, percentages, short, sparseLogits, sparseShares, sub, sum, th, type Work,
} from './worked.ts';
import { binaryFocalLogits, binaryFocalShares, focalLogits, focalShares } from './workedFocal.ts';

const f = Math.fround;

interface BitsCase {
  readonly loss: Loss;
  readonly work: Work;
  /** Outputs are between 0 and 1, some of them 0, 1, or next to these. */
  readonly shares?: boolean;
  readonly fused?: boolean;
}

const cases: readonly BitsCase[] = [
  {
    loss: halfSquaredError,
    work: (a, y, scale) => ({
      loss: mul(0.5, sum(a.map((v, j) => mul(sub(v, y[j]), sub(v, y[j]))))),
      gradient: a.map((v, j) => mul(sub(v, y[j]), scale)),
    }),
  },
  {
    loss: meanSquaredError,
    work: (a, y, scale) => ({
      loss: div(sum(a.map((v, j) => mul(sub(v, y[j]), sub(v, y[j])))), a.length),
      gradient: a.map((v, j) => mul(mul(sub(v, y[j]), div(2, a.length)), scale)),
    }),
  },
  {
    loss: meanAbsoluteError,
    work: each(
      true,
      (a, y) => Math.abs(sub(a, y)),
      (a, y) => Math.sign(sub(a, y)),
    ),
  },
  { loss: meanAbsolutePercentageError, work: percentages },
  { loss: huber(), work: hubered(1) },
  { loss: huber({ delta: f(0.3) }), work: hubered(f(0.3)) },
  { loss: hinge, work: each(true, short, (a, y) => (0 < sub(1, mul(y, a)) ? -y : 0)) },
  {
    loss: squaredHinge,
    work: each(
      true,
      (a, y) => mul(short(a, y), short(a, y)),
      (a, y) => mul(mul(-2, y), short(a, y)),
    ),
  },
  {
    loss: poisson,
    shares: true,
    work: each(
      true,
      (a, y) => sub(a, mul(y, ln(add(a, LOW)))),
      (a, y) => sub(1, div(y, add(a, LOW))),
    ),
  },
  {
    loss: kullbackLeiblerDivergence,
    shares: true,
    work: each(
      false,
      (a, y) => mul(clip(y, LOW, 1), ln(div(clip(y, LOW, 1), clip(a, LOW, 1)))),
      (a, y) => (isWithin(a, LOW, 1) ? -div(clip(y, LOW, 1), a) : 0),
    ),
  },
  {
    loss: meanSquaredLogarithmicError,
    work: each(
      true,
      (a, y) => mul(sub(logOf(a), logOf(y)), sub(logOf(a), logOf(y))),
      (a, y) => (a < LOW ? 0 : div(mul(2, sub(logOf(a), logOf(y))), add(1, a))),
    ),
  },
  {
    loss: logCosh,
    work: each(
      true,
      (a, y) => {
        const d = Math.abs(sub(a, y)),
          m = em1(-d),
          q = add(1, m);
        return d < 3 ? ln1p(div(mul(m, m), mul(2, q))) : add(sub(d, LN2), ln1p(mul(q, q)));
      },
      (a, y) => th(sub(a, y)),
    ),
  },
  { loss: cosineSimilarity, work: cosine },
  { loss: categoricalHinge, work: hinged },
  { loss: sparseCategoricalCrossentropy({ fromLogits: true }), work: sparseLogits },
  { loss: sparseCategoricalCrossentropy(), work: sparseLogits, fused: true },
  { loss: sparseCategoricalCrossentropy(), work: sparseShares, shares: true },
  ...[0, 0.1].flatMap((labelSmoothing): BitsCase[] => [
    { loss: categoricalCrossentropy({ fromLogits: true, labelSmoothing }), work: ofLogits(labelSmoothing) },
    { loss: categoricalCrossentropy({ labelSmoothing }), work: ofLogits(labelSmoothing), fused: true },
    { loss: categoricalCrossentropy({ labelSmoothing }), work: ofShares(labelSmoothing), shares: true },
    { loss: binaryCrossentropy({ fromLogits: true, labelSmoothing }), work: binaryLogits(labelSmoothing) },
    { loss: binaryCrossentropy({ labelSmoothing }), work: binaryLogits(labelSmoothing), fused: true },
    { loss: binaryCrossentropy({ labelSmoothing }), work: binaryShares(labelSmoothing), shares: true },
  ]),
  ...[
    { gamma: 2, alpha: 0.25, share: 0, isBalanced: false }, { gamma: 1.5, alpha: 0.375, share: 0.1, isBalanced: true },
    { gamma: 0, alpha: 0.5, share: 0, isBalanced: true }, { gamma: 1, alpha: 0.25, share: 0.2, isBalanced: false },
  ].flatMap((focal): BitsCase[] => {
    const { gamma, alpha, share: labelSmoothing, isBalanced: applyClassBalancing } = focal;
    const options = { gamma, alpha, labelSmoothing }, balanced = { ...options, applyClassBalancing };
    return [
      { loss: binaryFocalCrossentropy({ ...balanced, fromLogits: true }), work: binaryFocalLogits(focal) },
      { loss: binaryFocalCrossentropy(balanced), work: binaryFocalLogits(focal), fused: true },
      { loss: binaryFocalCrossentropy(balanced), work: binaryFocalShares(focal), shares: true },
      { loss: categoricalFocalCrossentropy({ ...options, fromLogits: true }), work: focalLogits(focal) },
      { loss: categoricalFocalCrossentropy(options), work: focalLogits(focal), fused: true },
      { loss: categoricalFocalCrossentropy(options), work: focalShares(focal), shares: true },
    ];
  }),
];

const ROWS = 48,
  OUTPUTS = 7,
  SCALE = f(1 / 48);

/**
 * From −4 to 4, in the first row 0 and numbers of which squares and lengths are cut off; or shares, some at the bounds.
 */
function outputsOf(random: Philox, shares: boolean): Float32Array {
  const ends = [0, 1, 1e-8, HIGH, LOW, 0.5, f(1 - 2 ** -24)],
    tiny = [1e-8, -3e-7, 0, 2e-7, 1e-7, -0, 5e-8];
  const values = Float32Array.from({ length: ROWS * OUTPUTS }, () =>
    shares ? random.nextFloat() : 8 * random.nextFloat() - 4,
  );
  values.set(shares ? ends : tiny);
  if (!shares) values.fill(0, OUTPUTS, 2 * OUTPUTS);
  return values;
}

for (const { loss, work, shares = false, fused = false } of cases) {
  const kind = fused ? ' after its activation' : shares ? ' of shares' : '';
  const number = cases.findIndex((c) => c.work === work);
  test(`${loss.name}${kind}: losses and gradients in the order stated (case ${number})`, () => {
    const random = new Philox(2311),
      a = outputsOf(random, shares),
      isLabel = loss.target === 'label',
      width = isLabel ? 1 : OUTPUTS;
    const y = isLabel
      ? Float32Array.from({ length: ROWS }, () => random.nextBelow(OUTPUTS))
      : meant(
          loss,
          Float32Array.from({ length: ROWS * OUTPUTS }, () => 4 * random.nextFloat() - 2),
        );
    const rows = Array.from({ length: ROWS }, (_, row) =>
      work([...a.subarray(row * OUTPUTS, (row + 1) * OUTPUTS)], [...y.subarray(row * width, (row + 1) * width)], SCALE),
    );
    for (const k of tables) {
      const node = bindLoss(k, { loss, fused }, OUTPUTS, ROWS);
      node.input.set(a);
      node.targets.set(y);
      node.pass.forward(ROWS);
      assertSameBits(
        node.losses,
        Float32Array.from(rows, (row) => row.loss),
        `${k.name}, losses`,
      );
      node.pass.backward(ROWS, { scale: SCALE });
      assertSameBits(node.gradient, Float32Array.from(rows.flatMap(({ gradient }) => gradient)), `${k.name}, gradient`);
    }
  });
}

test('every loss has its bits here', () => {
  assert.deepEqual(
    Object.keys(losses).filter((name) => !cases.some(({ loss }) => loss.name === name)),
    [],
  );
});

test('cosineSimilarity by hand: below a length of 10⁻⁶ it is linear, and an output of 0 has a gradient', () => {
  const gradientAt = (a: readonly number[]): Float32Array => {
    const node = bindLoss(createKernels('reference'), { loss: cosineSimilarity }, 2, 1);
    node.prediction.set(a);
    node.targets.set([0, 2]);
    node.pass.forward(1);
    node.pass.backward(1);
    return node.gradient;
  };
  // −(y/‖y‖)/10⁻⁶, and −(y/‖y‖ + loss · a/‖a‖)/‖a‖ of loss −0.8, a/‖a‖ = (0.6, 0.8), ‖a‖ = 10⁻⁵
  for (const a of [
    [0, 0],
    [3e-7, -4e-7],
  ])
    assertClose(gradientAt(a), [0, -1e6], 1e-7, String(a));
  assertClose(gradientAt([6e-6, 8e-6]), [48000, -36000], 1e-6);
});

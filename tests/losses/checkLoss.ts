/**
 * The suite that every loss passes, and with each activation that it takes together with itself.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import {
  bindAlone, callsOf, createFloat64Kernels, type BoundPart, type FloatArray, type Kernels, type Tensor,
} from '../../lib/kernels/index.ts';
import type { Loss, LossNode } from '../../lib/losses/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkGradient } from '../helpers/differences.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

/** One example with its loss and ∂loss/∂a (∂loss/∂z where fused). */
export interface LossAnswer {
  readonly a: readonly number[];
  readonly y: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
}

export interface LossCase {
  readonly loss: Loss;
  /** Told in titles, where a loss has several cases. */
  readonly title?: string;
  /** Fused with its activation: then `a` and `predictions` are logits. */
  readonly fused?: boolean;
  readonly answers: readonly LossAnswer[];
  readonly tolerance: number;
  /** A prediction that the loss can take, and a target. */
  readonly prediction: (random: Philox) => number;
  readonly target: (random: Philox) => number;
}

const OUTPUTS = 4;
const LARGE = 257;

/** A loss at work in buffers of its own; `input` is what it reads. */
export interface BoundLoss<A extends FloatArray> extends LossNode {
  readonly input: A;
  readonly prediction: A;
  readonly targets: A;
  readonly losses: A;
  readonly gradient: A;
  readonly logits: A;
  readonly pass: BoundPart;
}

/** Binds a loss to fresh buffers. */
export function bindLoss<A extends FloatArray>(
  k: Kernels<A>, { loss, fused = false }: Pick<LossCase, 'loss' | 'fused'>, outputs: number, batch: number,
): BoundLoss<A> {
  const make = (width: number) => k.allocate(batch * width);
  const node = {
    k: callsOf<Tensor>(), outputs,
    prediction: make(outputs), targets: make(loss.target === 'label' ? 1 : outputs), losses: make(1),
    gradient: make(outputs), logits: make(outputs), cache: () => make(outputs),
  };
  const pass = bindAlone(k, (fused ? loss.fused ?? assert.fail('not fused') : loss).bind(node));
  return { ...node, input: fused ? node.logits : node.prediction, pass };
}

/** Runs the whole suite on each case. */
export function checkLosses(cases: readonly LossCase[]): void {
  for (const lossCase of cases) {
    const title = `${lossCase.loss.name}${lossCase.title === undefined ? '' : ` ${lossCase.title}`}`
      + `${lossCase.fused === true ? ' after its activation' : ''}`;
    checkDerivative(title, lossCase);
    for (const k of tables) {
      checkAnswers(`${title}, ${k.name}`, lossCase, k);
      checkBits(`${title}, ${k.name}`, lossCase, k);
    }
  }
}

function fill(
  node: { readonly input: FloatArray; readonly targets: FloatArray }, { prediction, target }: LossCase, random: Philox,
): void {
  node.input.set(Float32Array.from(node.input, () => prediction(random)));
  node.targets.set(Float32Array.from(node.targets, () => target(random)));
}

function checkDerivative(title: string, lossCase: LossCase): void {
  test(`${title}: the gradient is that of central differences, times the scale`, () => {
    const random = new Philox(121), batch = 3, scale = 0.375;
    const node = bindLoss(createFloat64Kernels(), lossCase, OUTPUTS, batch);
    fill(node, lossCase, random);
    const value = (): number => {
      node.pass.forward(batch);
      return scale * node.losses.reduce((sum, v) => sum + v, 0);
    };
    value();
    node.pass.backward(batch, { scale });
    checkGradient(value, node.input, node.gradient.slice(), random, 'gradient');
  });
}

function checkAnswers(title: string, lossCase: LossCase, k: Kernels): void {
  test(`${title}: known answers`, () => {
    for (const { a, y, loss, gradient } of lossCase.answers) {
      const node = bindLoss(k, lossCase, a.length, 1);
      node.input.set(a);
      node.targets.set(y);
      node.pass.forward(1);
      assertClose(node.losses, [loss], lossCase.tolerance, `loss of ${a} with ${y}`);
      node.pass.backward(1, { scale: 1 });
      assertClose(node.gradient, gradient, lossCase.tolerance, `gradient of ${a} with ${y}`);
      node.pass.forward(1);
      node.pass.backward(1, { scale: 0.5 });
      assertClose(node.gradient, gradient.map((g) => g / 2), lossCase.tolerance, `half the gradient of ${a} with ${y}`);
    }
  });
}

function checkBits(title: string, lossCase: LossCase, k: Kernels): void {
  const done = () => {
    const node = bindLoss(k, lossCase, OUTPUTS, LARGE);
    fill(node, lossCase, new Philox(122));
    const given = { input: node.input.slice(), targets: node.targets.slice() };
    node.pass.forward(LARGE);
    node.pass.backward(LARGE, { scale: Math.fround(1 / LARGE) });
    return { ...node, given };
  };

  test(`${title}: an example has the same bits alone and among ${LARGE}`, () => {
    const large = done(), one = bindLoss(k, lossCase, OUTPUTS, 1);
    const part = (values: FloatArray, row: number) =>
      values.subarray((row * values.length) / LARGE, ((row + 1) * values.length) / LARGE);
    for (const row of [0, 1, 100, LARGE - 1]) {
      one.input.set(part(large.input, row));
      one.targets.set(part(large.targets, row));
      one.pass.forward(1);
      one.pass.backward(1, { scale: Math.fround(1 / LARGE) });
      assertSameBits(one.losses, part(large.losses, row), `loss of example ${row}`);
      assertSameBits(one.gradient, part(large.gradient, row), `gradient of example ${row}`);
    }
  });

  test(`${title}: forward and backward again give the same bits; predictions and targets stay`, () => {
    const { pass, losses, gradient, input, targets, given } = done();
    const first = { losses: losses.slice(), gradient: gradient.slice() };
    pass.forward(LARGE);
    pass.backward(LARGE, { scale: Math.fround(1 / LARGE) });
    pass.backward(LARGE, { scale: Math.fround(1 / LARGE) });
    assertSameBits(losses, first.losses, 'losses');
    assertSameBits(gradient, first.gradient, 'gradient');
    assertSameBits(input, given.input, 'input');
    assertSameBits(targets, given.targets, 'targets');
  });

  test(`${title}: backward does not read the losses, which weights and regularizers change after forward`, () => {
    const { pass, losses, gradient } = done(), first = gradient.slice();
    pass.forward(LARGE);
    losses.fill(NaN);
    pass.backward(LARGE, { scale: Math.fround(1 / LARGE) });
    assertSameBits(gradient, first, 'gradient');
  });

  test(`${title}: NaN in an example makes its loss NaN, and no other`, () => {
    const node = bindLoss(k, lossCase, OUTPUTS, 2);
    fill(node, lossCase, new Philox(123));
    node.input[0] = NaN;
    node.pass.forward(2);
    assert.ok(Number.isNaN(node.losses[0]));
    assert.ok(Number.isFinite(node.losses[1]));
  });
}

/**
 * How an image is made larger, one axis at a time.
 * @module
 */

import { add, mul, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { NodeInput, NodeOutput } from '../layer.ts';
import { addedUp, repeated } from './repeat.ts';
import { zero } from '../fill.ts';

/** One axis: `outer` times `length` runs of `inner` elements become `outer` times `length` · `count`. */
export interface Stretch {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly count: number;
}

/** The tensors of a stretch; where dx is undefined nothing goes back. */
export interface Ends extends Omit<NodeInput, 'shape'>, NodeOutput {
  /** A tensor as large as x. */
  cache(name: string): Tensor;
}

/** What makes x longer along an axis, and takes dy back. */
export type Interpolation =
  (stretch: Stretch, ends: Ends) => Readonly<Record<'forward' | 'backward', List>>;

/** Each element `count` times. Backward: the sum of theirs, ascending from +0. */
export const nearest: Interpolation = ({ outer, length, ...rest }, { x, y, dx, dy, cache }) => {
  const repetition = { outer: outer * length, ...rest };
  return {
    forward: repeated(repetition, x, y),
    backward: dx ? addedUp(repetition, dy, cache('part'), dx) : [],
  };
};

/** y ← (near ⊗ x) ⊕ (far ⊗ neighbour). */
const blend: Program = lazyFormula({
  name: 'blend', arrays: ['x', 'neighbour', 'y'], scalars: ['near', 'far'],
  define: ({ x, neighbour, near, far }) => ({ y: add(mul(near, x), mul(far, neighbour)) }),
});

/** The outputs at place p of each element's `count`. */
interface Phase {
  readonly p: number;
  /** How far they lie from its centre, towards which neighbour; in sizes of an element. */
  readonly far: number;
  readonly towards: 'before' | 'after';
}

function phasesOf(count: number): readonly Phase[] {
  return Array.from({ length: count }, (_, p) => {
    const source = (p + 0.5) / count - 0.5;
    return { p, far: Math.abs(source), towards: source < 0 ? 'before' : 'after' };
  });
}

/**
 * Output o lies at (o + ½)/count − ½ of the input: between an element, whose share is 1 − t, and its neighbour, whose
 * share is t, its distance from the first. At the edge an element is its own neighbour.
 *
 * Backward: dx is the sum, from +0, over p ascending of (1 − t) ⊗ dy of what lies at p of an element; `before` and
 * `after` are those of t ⊗ dy for its neighbours. Then is added what the next gave to the one before it (for the last:
 * what it gave to itself), and what the one before gave to the one after it (for the first: what it gave to itself).
 */
export const bilinear: Interpolation = ({ outer, length, inner, count }, { x, y, dx, dy, cache }) => {
  const runs = perExample(outer * length), size = perExample(outer * length * inner), phases = phasesOf(count);
  const before = cache('before'), after = cache('after'), part = cache('part'), step = length * inner;
  const copy = (some: number, from: Tensor, first: number, to: Tensor, place: number) =>
    k.lacpy(perExample(outer), some * inner, from, first * inner, step, to, place * inner, step);
  const addPart = (share: number, to: Tensor) => k.axpy(size, share, part, 0, 1, to, 0, 1);
  const last = length - 1;
  return {
    forward: [
      copy(1, x, 0, before, 0), copy(last, x, 0, before, 1), copy(last, x, 1, after, 0), copy(1, x, last, after, last),
      ...phases.flatMap(({ p, far, towards }) => {
        const neighbour = towards === 'before' ? before : after, from = far === 0 ? x : part;
        const blended = far === 0 ? [] : [k.elementwise(blend, size, [x, neighbour, part], [1 - far, far])];
        return [...blended, k.lacpy(runs, inner, from, 0, inner, y, p * inner, count * inner)];
      }),
    ],
    backward: dx ? [
      ...[dx, before, after].map((sum) => k.elementwise(zero, size, [sum])),
      ...phases.flatMap(({ p, far, towards }) => [
        k.lacpy(runs, inner, dy, p * inner, count * inner, part, 0, inner), addPart(1 - far, dx),
        ...(far === 0 ? [] : [addPart(far, towards === 'before' ? before : after)]),
      ]),
      copy(last, before, 1, part, 0), copy(1, after, last, part, last), addPart(1, dx),
      copy(1, before, 0, part, 0), copy(last, after, 0, part, 1), addPart(1, dx),
    ] : [],
  };
};

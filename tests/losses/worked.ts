/**
 * Losses of one example worked out element by element, in the order of operations that docstrings and the contract
 * state. Only exp, log and the like, which have suites of their own, are the library's.
 */
import { exp, expm1, formula, log, log1p, sigmoid, tanh, type Expression } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';

const f = Math.fround;
export const add = (a: number, b: number): number => f(a + b);
export const sub = (a: number, b: number): number => f(a - b);
export const mul = (a: number, b: number): number => f(a * b);
export const div = (a: number, b: number): number => f(a / b);
export const LOW: number = f(1e-7), HIGH: number = f(1 - 1e-7), LN2: number = f(0.6931471805599453);

type One = (value: number) => number;

const k = createKernels('reference');

/** The library's function of one number. */
function one(define: (x: Expression<'float'>) => Expression<'float'>): One {
  const program = formula({ name: 'one', arrays: ['x', 'y'], define: ({ x }) => ({ y: define(x) }) });
  return (value) => {
    const y = new Float32Array(1);
    k.elementwise(program, 1, [Float32Array.of(value), y], []);
    return y[0];
  };
}
const e: One = one(exp), sig: One = one(sigmoid);
export const ln: One = one(log), ln1p: One = one(log1p), em1: One = one(expm1), th: One = one(tanh);

/** In four lanes, from +0. */
export function sum(values: readonly number[]): number {
  const lanes = [0, 0, 0, 0];
  values.forEach((v, j) => {
    lanes[j % 4] = add(lanes[j % 4], v);
  });
  return add(add(lanes[0], lanes[1]), add(lanes[2], lanes[3]));
}

export const clip = (v: number, low: number, high: number): number => (v < low ? low : high < v ? high : v);
export const isWithin = (v: number, low: number, high: number): boolean => low <= v && v <= high;

/** Loss and ∂(scale · loss)/∂a of an example. */
export interface Answer {
  readonly loss: number;
  readonly gradient: readonly number[];
}
export type Work = (a: readonly number[], y: readonly number[], scale: number) => Answer;

/** Σ term, by the number of outputs or not. */
export const each =
  (mean: boolean, term: (a: number, y: number) => number, derivative: (a: number, y: number) => number): Work =>
  (a, y, scale) => {
    const n = a.length,
      total = sum(a.map((v, j) => term(v, y[j])));
    return {
      loss: mean ? div(total, n) : total,
      gradient: a.map((v, j) => {
        const d = derivative(v, y[j]);
        return mul(mean ? mul(d, div(1, n)) : d, scale);
      }),
    };
  };

/** log Σ ⊖ (zⱼ ⊖ max z) of each output, and softmax. */
function softmaxOf(z: readonly number[]): {
  readonly shifted: readonly number[];
  readonly total: number;
  readonly p: readonly number[];
} {
  const largest = Math.max(...z),
    shifted = z.map((v) => sub(v, largest)),
    powers = shifted.map(e),
    total = sum(powers);
  return { shifted, total, p: powers.map((v) => div(v, total)) };
}

const smoothed =
  (share: number) =>
  (y: number, n: number): number =>
    share === 0 ? y : add(mul(y, f(1 - share)), div(f(share), n));

export const ofLogits =
  (share: number): Work =>
  (z, y, scale) => {
    const { shifted, total, p } = softmaxOf(z),
      t = y.map((v) => smoothed(share)(v, z.length)),
      own = sum(y);
    const targets = share === 0 ? own : add(mul(own, f(1 - share)), f(share));
    return {
      loss: sum(t.map((v, j) => mul(v, sub(ln(total), shifted[j])))),
      gradient: p.map((v, j) => mul(sub(mul(v, targets), t[j]), scale)),
    };
  };

export const ofShares =
  (share: number): Work =>
  (a, y, scale) => {
    const total = sum(a),
      p = a.map((v) => div(v, total)),
      t = y.map((v) => smoothed(share)(v, a.length));
    const slopes = p.map((v, j) => (isWithin(v, LOW, HIGH) ? div(t[j], v) : 0)),
      through = sum(slopes.map((v, j) => mul(v, p[j])));
    return {
      loss: sum(t.map((v, j) => -mul(v, ln(clip(p[j], LOW, HIGH))))),
      gradient: slopes.map((v) => mul(div(sub(through, v), total), scale)),
    };
  };

export const sparseLogits: Work = (z, [label], scale) => {
  const { shifted, total, p } = softmaxOf(z);
  return { loss: sub(ln(total), shifted[label]), gradient: p.map((v, j) => mul(j === label ? sub(v, 1) : v, scale)) };
};

export const sparseShares: Work = (a, y, scale) => {
  const { loss, gradient } = sparseLogits(
    a.map((v) => ln(clip(v, LOW, HIGH))),
    y,
    scale,
  );
  return { loss, gradient: gradient.map((v, j) => (isWithin(a[j], LOW, HIGH) ? div(v, a[j]) : 0)) };
};

export const hinged: Work = (a, y, scale) => {
  const wrong = a.map((v, j) => mul(sub(1, y[j]), v)),
    worst = Math.max(...wrong),
    margin = add(sub(worst, sum(a.map((v, j) => mul(y[j], v)))), 1);
  const loss = margin < 0 ? 0 : margin,
    at = wrong.map((v) => Number(v === worst)),
    equals = sum(at);
  return { loss, gradient: y.map((v, j) => (0 < loss ? mul(sub(mul(sub(1, v), div(at[j], equals)), v), scale) : 0)) };
};

export const cosine: Work = (a, y, scale) => {
  const least = f(1e-12),
    lengthOf = (v: readonly number[]): number => {
      const s = sum(v.map((x) => mul(x, x)));
      return f(Math.sqrt(s < least ? least : s));
    };
  const aLength = lengthOf(a),
    yLength = lengthOf(y),
    loss = sum(a.map((v, j) => -mul(div(y[j], yLength), div(v, aLength))));
  const isCut = aLength <= f(Math.sqrt(least));
  return {
    loss,
    gradient: a.map((v, j) =>
      mul(-div(add(div(y[j], yLength), isCut ? 0 : mul(div(v, aLength), loss)), aLength), scale),
    ),
  };
};

const smoothHalf =
  (share: number) =>
  (y: number): number =>
    share === 0 ? y : add(mul(y, f(1 - share)), f(0.5 * share));
export const binaryLogits = (share: number): Work =>
  each(
    true,
    (z, y) => {
      const t = smoothHalf(share)(y);
      return add(sub(z < 0 ? 0 : z, mul(z, t)), ln1p(e(-Math.abs(z))));
    },
    (z, y) => sub(sig(z), smoothHalf(share)(y)),
  );
export const binaryShares = (share: number): Work =>
  each(
    true,
    (a, y) => {
      const p = clip(a, LOW, HIGH),
        t = smoothHalf(share)(y);
      return -add(mul(t, ln(p)), mul(sub(1, t), ln1p(-p)));
    },
    (a, y) => (isWithin(a, LOW, HIGH) ? div(sub(a, smoothHalf(share)(y)), mul(a, sub(1, a))) : 0),
  );

export const short = (a: number, y: number): number => Math.max(0, sub(1, mul(y, a)));
export const logOf = (v: number): number => ln1p(v < LOW ? LOW : v);
export const hubered = (delta: number): Work =>
  each(
    true,
    (a, y) => {
      const d = sub(a, y),
        size = Math.abs(d);
      return size <= delta ? mul(0.5, mul(d, d)) : mul(delta, sub(size, f(0.5 * delta)));
    },
    (a, y) => clip(sub(a, y), -delta, delta),
  );

/** Mean absolute percentage errors. */
export const percentages: Work = (a, y, scale) => {
  const size = (v: number): number => Math.max(Math.abs(v), LOW), n = a.length;
  return {
    loss: mul(100, div(sum(a.map((v, j) => div(Math.abs(sub(v, y[j])), size(y[j])))), n)),
    gradient: a.map((v, j) => mul(mul(div(Math.sign(sub(v, y[j])), size(y[j])), div(100, n)), scale)),
  };
};

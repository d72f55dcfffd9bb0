/**
 * Cases of softmax, its cross-entropy, and their gradients.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { factor, size, type Case, type Routine } from './case.ts';

function width(random: Philox): number {
  return once(random, 12) ? random.nextBelow(300) : once(random, 3) ? 10 : size(random);
}

/**
 * Rows of logits: near each other, far apart (exponentials vanish or are subnormal), or a constant; one row may
 * be hopeless.
 */
function logits(random: Philox, m: number, n: number, kind: OperandKind): Float32Array {
  const z = operands(random, m * n + random.nextBelow(4), kind);
  const spread = pick(random, [1, 1, 8, 60, 150, 0]);
  if (kind === 'uniform' || kind === 'powers') z.forEach((value, i) => { z[i] = value * spread; });
  if (m > 0 && once(random, 8)) z.fill(pick(random, [NaN, Infinity, -Infinity, 3e38, -3e38, -0]), 0, n);
  return z;
}

/** Rows: few, rarely hundreds. */
function height(random: Philox, n: number): number {
  return n < 12 && once(random, 25) ? 200 + random.nextBelow(400) : random.nextBelow(14);
}

function labels(random: Philox, m: number, n: number): Float32Array {
  return Float32Array.from({ length: m }, () => random.nextBelow(n));
}

export const softmax: Routine = {
  name: 'softmax',
  cases: 400,
  draw(random, kind): Case {
    const n = width(random), m = height(random, n), inPlace = once(random, 2);
    return {
      title: `softmax m=${m} n=${n}${inPlace ? ' in place' : ''}, ${kind}`,
      arrays: { z: logits(random, m, n, kind), a: operands(random, m * n + random.nextBelow(4), kind) },
      call: (k, { z, a }) => k.softmax(m, n, z, inPlace ? z : a),
    };
  },
};

export const softmaxGradient: Routine = {
  name: 'softmaxGradient',
  cases: 400,
  draw(random, kind): Case {
    const n = width(random), m = height(random, n), inPlace = once(random, 2);
    const matrix = (): Float32Array => operands(random, m * n + random.nextBelow(4), kind);
    return {
      title: `softmaxGradient m=${m} n=${n}${inPlace ? ' in place' : ''}, ${kind}`,
      arrays: { a: matrix(), da: matrix(), dz: matrix() },
      call: (k, { a, da, dz }) => k.softmaxGradient(m, n, a, da, inPlace ? da : dz),
    };
  },
};

export const softmaxCrossentropy: Routine = {
  name: 'softmaxCrossentropy',
  cases: 400,
  draw(random, kind): Case {
    const n = Math.max(1, width(random)), m = height(random, n), inPlace = once(random, 2);
    return {
      title: `softmaxCrossentropy m=${m} n=${n}${inPlace ? ' in place' : ''}, ${kind}`,
      arrays: {
        z: logits(random, m, n, kind), labels: labels(random, m, n),
        a: operands(random, m * n + random.nextBelow(4), kind), losses: operands(random, m + random.nextBelow(4), kind),
      },
      call: (k, { z, labels: y, a, losses }) => k.softmaxCrossentropy(m, n, z, y, inPlace ? z : a, losses),
    };
  },
};

export const softmaxCrossentropyGradient: Routine = {
  name: 'softmaxCrossentropyGradient',
  cases: 400,
  draw(random, kind): Case {
    const n = Math.max(1, width(random)), m = height(random, n), inPlace = once(random, 2);
    const scale = pick(random, [1 / 32, 1 / 7, factor(random)]);
    const matrix = (): Float32Array => operands(random, m * n + random.nextBelow(4), kind);
    return {
      title: `softmaxCrossentropyGradient m=${m} n=${n} scale=${scale}${inPlace ? ' in place' : ''}, ${kind}`,
      arrays: { a: matrix(), labels: labels(random, m, n), dz: matrix() },
      call: (k, { a, labels: y, dz }) => k.softmaxCrossentropyGradient(m, n, a, y, scale, inPlace ? a : dz),
    };
  },
};

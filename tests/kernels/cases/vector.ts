/**
 * Cases of the routines on vectors: axpy, scal, dot, nrm2, sum, allFinite.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { factor, increment, offset, room, size, type Case, type Routine } from './case.ts';

interface Vector {
  readonly array: Float32Array;
  readonly at: number;
  readonly inc: number;
}

function vector(random: Philox, n: number, kind: OperandKind): Vector {
  const at = offset(random), inc = increment(random);
  return { array: operands(random, room(random, at, n, 1, inc), kind), at, inc };
}

function lengthOf(random: Philox): number {
  return once(random, 4) ? random.nextBelow(1200) : size(random);
}

/** Vectors whose squares overflow, vanish or are subnormal, beside the usual kinds. */
function scaled(random: Philox, { array, ...rest }: Vector): Vector {
  const power = pick(random, [0, 0, 0, 100, 127, -60, -100, -126, -149]);
  return { array: array.map((x) => x * 2 ** power), ...rest };
}

export const axpy: Routine = {
  name: 'axpy',
  cases: 500,
  draw(random, kind): Case {
    const n = lengthOf(random), alpha = factor(random), x = vector(random, n, kind), y = vector(random, n, kind);
    return {
      title: `axpy n=${n} alpha=${alpha}, offsets ${x.at} ${y.at}, inc ${x.inc} ${y.inc}, ${kind}`,
      arrays: { x: x.array, y: y.array },
      call: (k, at) => k.axpy(n, alpha, at['x'], x.at, x.inc, at['y'], y.at, y.inc),
    };
  },
};

export const scal: Routine = {
  name: 'scal',
  cases: 300,
  draw(random, kind): Case {
    const n = lengthOf(random), alpha = factor(random), x = vector(random, n, kind);
    return {
      title: `scal n=${n} alpha=${alpha}, offset ${x.at}, inc ${x.inc}, ${kind}`,
      arrays: { x: x.array },
      call: (k, at) => k.scal(n, alpha, at['x'], x.at, x.inc),
    };
  },
};

export const dot: Routine = {
  name: 'dot',
  cases: 400,
  draw(random, kind): Case {
    const n = lengthOf(random), x = vector(random, n, kind);
    const isSquare = once(random, 8); // x may be y
    const y = isSquare ? x : vector(random, n, kind);
    return {
      title: `dot n=${n}, offsets ${x.at} ${y.at}, inc ${x.inc} ${y.inc}, ${isSquare ? 'x is y, ' : ''}${kind}`,
      arrays: { x: x.array, y: isSquare ? new Float32Array(0) : y.array },
      call: (k, at) => k.dot(n, at['x'], x.at, x.inc, isSquare ? at['x'] : at['y'], y.at, y.inc),
    };
  },
};

export const nrm2: Routine = {
  name: 'nrm2',
  cases: 500,
  draw(random, kind): Case {
    const n = lengthOf(random), x = scaled(random, vector(random, n, kind));
    return {
      title: `nrm2 n=${n}, offset ${x.at}, inc ${x.inc}, ${kind}`,
      arrays: { x: x.array },
      call: (k, at) => k.nrm2(n, at['x'], x.at, x.inc),
    };
  },
};

export const sum: Routine = {
  name: 'sum',
  cases: 400,
  draw(random, kind): Case {
    const n = lengthOf(random), x = vector(random, n, kind);
    return {
      title: `sum n=${n}, offset ${x.at}, inc ${x.inc}, ${kind}`,
      arrays: { x: x.array },
      call: (k, at) => k.sum(n, at['x'], x.at, x.inc),
    };
  },
};

export const allFinite: Routine = {
  name: 'allFinite',
  cases: 400,
  draw(random, kind): Case {
    const n = lengthOf(random), x = vector(random, n, kind === 'specials' ? 'finite' : kind);
    // Beside the operand lies what must not count; sometimes one element of it is wrong.
    x.array.fill(NaN, 0, x.at).fill(NaN, x.at + n);
    if (n > 0 && once(random, 2)) x.array[x.at + random.nextBelow(n)] = pick(random, [NaN, Infinity, -Infinity]);
    return {
      title: `allFinite n=${n}, offset ${x.at}, ${kind}`,
      arrays: { x: x.array },
      call: (k, at) => k.allFinite(n, at['x'], x.at),
    };
  },
};

/**
 * Known answers of routines, elementary functions, host functions and random numbers.
 * @module
 */
import { exp64, cos64, log64, pow64, sin64 } from '../../../lib/core/float64.ts';
import { Philox, philox4x32 } from '../../../lib/core/philox.ts';
import { float32OfBits } from '../../../lib/core/float32.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { elementary } from '../../../lib/kernels/elementary.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { epochOrder } from '../../../lib/model/epochOrder.ts';
import {
  normalInto, normalRowsInto, truncatedNormalInto, uniformInto, uniformRowsInto,
} from '../../../lib/random/index.ts';
import { tensor, tensor64 } from './format.ts';

/** Numbers from −4 to 4 whose order has no pattern: any language draws them from section 7. */
export function operands(length: number, stream: number, low: number = -4, high: number = 4): Float32Array {
  const out = new Float32Array(length);
  uniformInto(new Philox(2, stream), out, low, high);
  return out;
}

/** Ends of ranges, zeros, subnormals, what is not finite, and numbers between. */
const HARD = [
  0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0xff7fffff, 0x7f800000,
  0xff800000, 0x7fc00000, 0x3f800000, 0xbf800000, 0x3f7fffff, 0x3f800001, 0xbf7fffff, 0x42b17218, 0x42b17219,
  0xc2aeac50, 0xc2cff1b5, 0xc2d00001, 0x33800000, 0xb3800000, 0x3f3851ec, 0x3f57ae14, 0x41200000, 0xc1200000,
  0x41a00001, 0xc1900001, 0xbfc00000,
];

function points(): Float32Array {
  return Float32Array.from([...HARD.map(float32OfBits), ...operands(24, 0), ...operands(10, 1, -90, 90)]);
}

export function elementaryVectors(): Json {
  const k = createKernels('reference'), x = points();
  const functions = Object.fromEntries(Object.entries(elementary).map(([name, program]) => {
    const y = new Float32Array(x.length);
    k.elementwise(program, x.length, [x, y]);
    return [name, tensor(y)];
  }));
  return { about: 'section 5: each function of every x', x: tensor(x), ...functions };
}

export function hostVectors(): Json {
  const x = [
    0, -0, 1, -1, 0.5, 2, 10, -10, 709.5, -708.5, -745, -746.5, 710.5, 5e-324, 2.5e-310, 1e300, 1e-300, Infinity,
    -Infinity, NaN, Math.PI, 0.1, 1 / 3, 1.5, -2.5, 123.456, 1 - 2 ** -53,
  ];
  const angles = x.map((value) => (Math.abs(value) <= 1e6 || !Number.isFinite(value) ? value : 1e6 / 3));
  const y = [0, -0, 1, -1, 0.5, -0.5, 2, 3, -3, 0.96, 1000, -1000, Infinity, -Infinity, NaN];
  const pairs = x.flatMap((a) => y.map((b) => [a, b] as const));
  return {
    about: 'section 6: exp64 and log64 of every x, cos64 and sin64 of every angle, pow64 of every x with every y, y in '
      + 'the inner order',
    x: tensor64(x), exp64: tensor64(x.map(exp64)), log64: tensor64(x.map(log64)), angles: tensor64(angles),
    cos64: tensor64(angles.map(cos64)), sin64: tensor64(angles.map(sin64)), y: tensor64(y),
    pow64: tensor64(pairs.map(([a, b]) => pow64(a, b)), [x.length, y.length]),
  };
}

/** A vector of more than two blocks, and one of a block and a bit: their sums need rule 2. */
const LENGTHS = [1, 5, 4096, 4097, 9001];

export function routineVectors(): Json {
  const k = createKernels('reference');
  const reductions = LENGTHS.map((n) => {
    const x = operands(n, 10), y = operands(n, 11);
    return {
      n, sum: tensor([k.sum(n, x, 0, 1)]), dot: tensor([k.dot(n, x, 0, 1, y, 0, 1)]),
      nrm2: tensor([k.nrm2(n, x, 0, 1)]),
    };
  });
  const [m, n, inner] = [3, 5, 7], a = operands(m * inner, 12), b = operands(inner * n, 13), c = operands(m * n, 14);
  const product = c.slice(), labels = Float32Array.of(4, 0, 2), softmax = new Float32Array(m * n);
  const losses = new Float32Array(m), rows = new Float32Array(m), columns = operands(n, 15), gradient = c.slice();
  const before = columns.slice(), outer = c.slice();
  k.gemm('N', 'N', m, n, inner, 0.5, a, 0, inner, b, 0, n, 2, product, 0, n);
  k.softmaxCrossentropy(m, n, c, labels, softmax, losses);
  k.softmaxGradient(m, n, softmax, product, gradient);
  k.rowSums(m, n, c, rows);
  k.columnSums(m, n, c, 1, columns);
  const turned = new Float32Array(inner);
  k.gemv('T', m, inner, 2, a, 0, inner, rows, 0, 1, 0, turned, 0, 1);
  k.ger(m, n, -1, rows, 0, 1, before, 0, 1, outer, 0, n);
  return {
    about: 'section 4: reductions of x and y, the first n numbers of uniform(-4, 4) from the streams 10 and 11 of seed '
      + '2; gemm: alpha 0.5, beta 2, on c; softmax, its cross-entropy with labels, its gradient at da = gemm\'s '
      + 'result; rowSums and columnSums of c, the latter with beta 1 on y; ger with alpha -1 of rowSums and y on c; '
      + 'gemv: the transpose of a times rowSums, alpha 2, beta 0',
    reductions, a: tensor(a, [m, inner]), b: tensor(b, [inner, n]), c: tensor(c, [m, n]),
    gemm: tensor(product, [m, n]), labels: [...labels], softmax: tensor(softmax, [m, n]),
    softmaxCrossentropy: tensor(losses), softmaxGradient: tensor(gradient, [m, n]), rowSums: tensor(rows),
    y: tensor(before), columnSums: tensor(columns), ger: tensor(outer, [m, n]),
    gemv: tensor(turned),
  };
}

export function randomVectors(): Json {
  const blocks = [[0, 0, 0, 0, 0, 0], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0]].map(([c0, c1, c2, c3, k0, k1]) => {
    const out = new Uint32Array(4);
    philox4x32(c0 | 0, c1 | 0, c2 | 0, c3 | 0, k0 | 0, k1 | 0, out);
    return { counter: [c0, c1, c2, c3], key: [k0, k1], words: [...out] };
  });
  const streams = [[7, 0], [2 ** 40 + 7, 2 ** 33 + 1]].map(([seed, stream]) => {
    const random = new Philox(seed, stream);
    return { seed, stream, words: Array.from({ length: 9 }, () => random.nextUint32()) };
  });
  const below = new Philox(7, 1), bounds = [1, 2, 3, 10, 1000, 2 ** 31 + 1, 2 ** 32 - 1, 1001, 1e9];
  const drawn = (fill: (random: Philox, out: Float32Array) => void): Json => {
    const out = new Float32Array(7);
    fill(new Philox(7, 2), out);
    return tensor(out);
  };
  const origin = { seed: 7, step: 3, row: 2 }, uniformRows = new Float32Array(14), normalRows = new Float32Array(14);
  uniformRowsInto(origin, 5, 2, 7, uniformRows);
  normalRowsInto(origin, 5, 2, 7, 0.5, normalRows);
  return {
    about: 'section 7: blocks; words of streams; nextBelow of the bounds in turn, stream 1 of seed 7; orders of '
      + 'epochs; seven numbers of each distribution, stream 2 of seed 7; noise of rows 2 and 3 after 3 steps (c2 is '
      + '3), seed 7, layer number 5, 7 wide, normal with deviation 0.5',
    blocks, streams, bounds, nextBelow: bounds.map((bound) => below.nextBelow(bound)),
    orders: ([
      [true, 0, 6], [true, 1, 6], ['batch', 0, 6], [false, 0, 6], ['batch', 1, 2],
    ] as const).map(([shuffle, begun, batchSize]) => ({
      seed: 7, examples: 20, batchSize, shuffle, begun,
      order: [...epochOrder(20, batchSize, shuffle, 7, begun) ?? Array.from({ length: 20 }, (_, i) => i)],
    })),
    'uniform(-1, 3)': drawn((random, out) => uniformInto(random, out, -1, 3)),
    'normal(1, 2)': drawn((random, out) => normalInto(random, out, 1, 2)),
    'truncatedNormal(1, 2)': drawn((random, out) => truncatedNormalInto(random, out, 1, 2)),
    uniformRows: tensor(uniformRows, [2, 7]), normalRows: tensor(normalRows, [2, 7]),
  };
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { float32OfBits } from '../../lib/core/float32.ts';
import { Philox } from '../../lib/core/philox.ts';
import { expand, type ElementaryFunction } from '../../lib/formula/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { direction, exact, names, run, statedUlp, ulpError } from './elementarySweep.ts';

interface Twin {
  readonly worstUlp: number;
  readonly at: string;
  readonly falls: number;
  readonly sampleDigest: string;
  readonly cases: readonly [string, string][];
}

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/elementary.json', import.meta.url), 'utf8'),
) as Readonly<Record<ElementaryFunction, Twin>>;

const hex = (value: number): string => {
  const word = new Uint32Array(new Float32Array([value]).buffer)[0];
  return (value === value ? word : 0x7fc00000).toString(16).padStart(8, '0');
};

const ofBits = (from: number, count: number): Float32Array =>
  new Float32Array(Uint32Array.from({ length: count }, (_, i) => from + i).buffer);

for (const name of names) {
  test(`${name} gives the bits of its C twin`, () => {
    const x = Float32Array.from(vectors[name].cases, ([input]) => float32OfBits(parseInt(input, 16)));
    assert.deepEqual([...run(name, x)].map(hex), vectors[name].cases.map(([, result]) => result));
  });

  test(`${name} gives the bits of its C twin at every 8191st input, and at every 257th of magnitude 2⁻⁸ to 2⁷`, () => {
    const every = 524352, ofMagnitude = 979320;
    const words = Uint32Array.from({ length: every + ofMagnitude }, (_, i) =>
      (i < every ? i * 8191 : (0x3b800000 + ((i - every) >>> 1) * 257) | (i << 31)));
    const y = run(name, new Float32Array(words.buffer));
    const bits = new Int32Array(y.buffer);
    let digest = 0x811c9dc5;
    for (let i = 0; i < y.length; i++) if (y[i] === y[i]) digest = Math.imul(digest ^ bits[i], 0x01000193);
    assert.equal((digest >>> 0).toString(16).padStart(8, '0'), vectors[name].sampleDigest);
  });

  test(`${name} stays within ${statedUlp[name]} ulp in every binade of either sign`, () => {
    const random = new Philox(17);
    const words = Uint32Array.from({ length: 512 * 256 }, (_, i) =>
      (((i >>> 8) << 23) | (random.nextUint32() >>> 9)) >>> 0);
    const x = new Float32Array(words.buffer);
    run(name, x).forEach((y, i) => {
      const error = ulpError(y, exact[name](x[i]));
      if (!(error <= statedUlp[name])) assert.fail(`${name}(${x[i]}) = ${y} is off by ${error} ulp`);
    });
  });

  test(`${name} errs most where and by what its C twin found over all inputs`, () => {
    const x = float32OfBits(parseInt(vectors[name].at, 16));
    const error = ulpError(run(name, Float32Array.of(x))[0], exact[name](x));
    assert.ok(Math.abs(error - vectors[name].worstUlp) < 1e-4, `${error}`);
    assert.ok(error <= statedUlp[name] && error > statedUlp[name] - 0.002, `${error}`);
  });

  test(`${name} keeps NaN whatever its payload and sign`, () => {
    const x =
      new Float32Array(Uint32Array.of(0x7fc00000, 0x7f800001, 0x7fffffff, 0xffc00000, 0xff800001, 0xffffffff).buffer);
    assert.deepEqual([...run(name, x)], Array(6).fill(NaN));
  });

  test(`${name} never ${direction(name) > 0 ? 'falls' : 'rises'} where its argument rises`, () => {
    assert.equal(vectors[name].falls, 0);
    const turns = [
      0.72, 0.84, 20, 16.98, 17.33, 4, 10.05, 1 / 3, 2 / 3, 4 / 3, Math.LN2, Math.LN2 / 2, 87.336548, 88.722839, 103.2,
      1, 0.36, 1e-38, 5, 16.3,
    ];
    for (const turn of turns) {
      const middle = new Uint32Array(Float32Array.of(turn).buffer)[0];
      const up = ofBits(middle - 4000, 8000);
      const sign = direction(name), rising = run(name, up).map((y) => sign * y);
      const falling = run(name, up.map((v) => -v)).map((y) => sign * y);
      for (let i = 1; i < up.length; i++) {
        assert.ok(!(rising[i] < rising[i - 1]), `${name}(${up[i]})`);
        assert.ok(!(falling[i] > falling[i - 1]), `${name}(${-up[i]})`);
      }
    }
  });

  test(`${name} consists of correctly rounded and exact operations only`, () => {
    const allowed = new Set([
      'array', 'constant', 'integer', 'add', 'sub', 'mul', 'div', 'negate', 'abs', 'less', 'equal', 'select',
      'bits', 'fromBits', 'toFloat', 'addInteger', 'subInteger', 'andInteger', 'orInteger', 'shiftLeft', 'shiftRight',
    ]);
    assert.deepEqual(expand(elementary[name], elementary)
      .instructions.map(({ operation }) => operation)
      .filter((o) => !allowed.has(o)), []);
  });
}

const MAX = 3.4028234663852886e38;
const TINY = 1.401298464324817e-45;
const specials: Readonly<Record<ElementaryFunction, readonly (readonly [number, number])[]>> = {
  exp: [
    [0, 1], [-0, 1], [Infinity, Infinity], [-Infinity, 0], [MAX, Infinity], [-MAX, 0],
    [88.72284, Infinity], [88.72283, 3.4027985e38], [-103.97209, 0], [-103.97, TINY], [TINY, 1],
  ],
  expm1: [
    [0, 0], [-0, -0], [Infinity, Infinity], [-Infinity, -1], [MAX, Infinity], [-MAX, -1], [TINY, TINY], [-TINY, -TINY],
    [1e-20, 1e-20], [-18, -1], [88.72284, Infinity], [88.72283, 3.4027985e38],
  ],
  log: [
    [0, -Infinity], [-0, -Infinity], [1, 0], [Infinity, Infinity], [-Infinity, NaN], [-1, NaN], [-TINY, NaN],
    [MAX, 88.72284], [TINY, -103.27893],
  ],
  log1p: [
    [0, 0], [-0, -0], [-1, -Infinity], [Infinity, Infinity], [-Infinity, NaN], [-2, NaN], [MAX, 88.72284],
    [TINY, TINY], [-TINY, -TINY], [-1e-20, -1e-20], [1, Math.LN2],
  ],
  tanh: [
    [0, 0], [-0, -0], [Infinity, 1], [-Infinity, -1], [MAX, 1], [-MAX, -1], [TINY, TINY], [-TINY, -TINY],
    [1e-20, 1e-20], [9.1, 1], [-9.1, -1],
  ],
  sigmoid: [
    [0, 0.5], [-0, 0.5], [Infinity, 1], [-Infinity, 0], [MAX, 1], [-MAX, 0], [TINY, 0.5], [-103.9, TINY], [-104, 0],
    [17.4, 1],
  ],
  erf: [[0, 0], [-0, -0], [Infinity, 1], [-Infinity, -1], [MAX, 1], [-MAX, -1], [4, 1], [-4, -1], [TINY, TINY]],
  erfc: [[0, 1], [-0, 1], [Infinity, 0], [-Infinity, 2], [MAX, 0], [-MAX, 2], [10.1, 0], [TINY, 1], [-4, 2]],
};

for (const name of names) {
  test(`${name} has its exact values at the ends, at zero and at the turns`, () => {
    for (const [x, expected] of specials[name]) {
      const [y] = run(name, Float32Array.of(x));
      assert.ok(Object.is(y, Math.fround(expected)), `${name}(${x}) is ${y}, not ${expected}`);
    }
  });
}

for (const name of ['tanh', 'erf'] as const) test(`${name} is odd to the bit`, () => {
  const random = new Philox(18);
  const x = new Float32Array(Uint32Array.from({ length: 100000 }, () => random.nextUint32() & 0x7fffffff).buffer)
    .filter((v) => v === v);
  assert.deepEqual(run(name, x.map((v) => -v)), run(name, x).map((v) => -v));
});

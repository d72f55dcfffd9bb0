import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filling, reading } from '../../lib/core/filled.ts';
import { checkRefusals } from '../helpers/refusals.ts';

type Fill = (x: Float64Array, out: Float64Array) => unknown;

/** Calls it, held, at (1, 2), on what happens to be there; gives back how often it was called, and what it wrote. */
function fill(
  f: Fill, x: Float64Array = Float64Array.of(1, 2),
): { readonly calls: number; readonly out: readonly number[] } {
  let calls = 0;
  const out = Float64Array.of(7, 7), held = filling('who', 'f', ['x'], (at: Float64Array, to: Float64Array) => {
    calls++;
    return f(at, to);
  });
  held(x, out);
  return { calls, out: [...out] };
}

test('a function that writes every element is called once, whatever it returns', () => {
  assert.deepEqual(fill((x, out) => out.set(x)), { calls: 1, out: [1, 2] });
  assert.deepEqual(fill(([a, b], out) => (out[1] = b) + (out[0] = a)), { calls: 1, out: [1, 2] });
  assert.deepEqual(fill((x, out) => x.map((v, i) => { out[i] = v; return v; })), { calls: 1, out: [1, 2] });
});

test('NaN of the function\'s own is its own: a second call finds it on another filling', () => {
  assert.deepEqual(fill((_x, out) => out.set([NaN, 5])), { calls: 2, out: [NaN, 5] });
  assert.deepEqual(fill((_x, out) => out.fill(NaN)), { calls: 2, out: [NaN, NaN] });
});

test('only the first call is looked at so closely', () => {
  let calls = 0;
  const out = new Float64Array(1), held = filling('who', 'f', ['x'], (_x: Float64Array, to: Float64Array) => {
    to[0] = calls++ === 0 ? 1 : NaN;
  });
  for (let i = 0; i < 3; i++) held(out, out.slice());
  assert.equal(calls, 3);
});

test('what was changed is as before once the error is thrown', () => {
  const x = Float64Array.of(1, NaN);
  assert.throws(() => fill((at) => at.fill(3), x), TypeError);
  assert.deepEqual(x, Float64Array.of(1, NaN));
  const read = reading('who', 'f', ['x'], (at: Float32Array) => at.length), longer = Float32Array.of(1, 2, 3);
  assert.deepEqual([read(Float32Array.of(1)), read(longer)], [1, 3]);
});

checkRefusals('what leaves elements out, adds to them, or changes what it reads is refused by name', [
  [() => fill((x) => [2 * x[0], 2 * x[1]]), TypeError,
    /^who: f must write all 2 elements of out, got .*; what it returned, \[2, 4\], .*: out\.set\(…\) writes it$/],
  [() => fill((x) => x.slice()), TypeError, /what it returned, Float64Array of 2, is not read/],
  [
    () => fill(async (x, out) => { await null; out.set(x); }), TypeError,
    /what it returned, an object \(Promise\), is not read/,
  ],
  [() => fill(() => undefined), TypeError, /^who: f must write all 2 elements of out, got nothing in out\[0\]$/],
  [
    () => fill((x, out) => out[0] = x[0]), TypeError,
    /^who: f must write all 2 elements of out, got nothing in out\[1\]$/,
  ],
  [() => fill((_x, out) => { out[0] = NaN; }), TypeError, /got nothing in out\[1\]$/],
  [() => fill((x, out) => out.forEach((_, i) => { out[i] += x[i] + 1; })), TypeError,
    /^who: f must write out whatever it holds, got 3 as out\[0\] where it held 1, and NaN where it held NaN$/],
  [
    () => fill((out, x) => out.set(x.map((v) => 2 * v))), TypeError,
    /^who: f must leave x as it is, got NaN in the place of 1 as x\[0\]$/,
  ],
  [() => reading('who', 'f', ['x', 'v'], (_x: Float64Array, v: Float64Array) => v.fill(0))(
    Float64Array.of(1), Float64Array.of(5),
  ), TypeError,
    /^who: f must leave v as it is, got 0 in the place of 5 as v\[0\]$/],
]);

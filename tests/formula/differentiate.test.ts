import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import * as f from '../../lib/formula/index.ts';
import { differentiate, formula, print, type Expression, type Float } from '../../lib/formula/index.ts';
import { createFloat64Kernels } from '../../lib/kernels/index.ts';
import { assertClose } from '../helpers/close.ts';

type Symbol = Expression<'float'>;
type Written = (x: Symbol, y: Symbol) => Float;

const k = createFloat64Kernels();

function values(write: Written, x: Float64Array, y: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  k.elementwise(
    formula({ name: 'test', arrays: ['x', 'y', 'out'], define: (s) => ({ out: write(s.x, s.y) }) }), x.length,
    [x, y, out],
  );
  return out;
}

/** Formulas that are smooth for x and y from ½ to 2. */
const smooth: Readonly<Record<string, Written>> = {
  add: (x, y) => f.add(f.mul(x, 3), y),
  sub: (x, y) => f.sub(y, f.mul(x, x)),
  mul: (x, y) => f.mul(f.mul(x, y), x),
  div: (x, y) => f.div(y, f.add(x, f.mul(x, x))),
  quotient: (x, y) => f.div(f.mul(x, x), f.sub(y, 5)),
  sqrt: (x, y) => f.sqrt(f.mul(x, y)),
  negate: (x) => f.negate(f.mul(x, x)),
  abs: (x, y) => f.mul(f.abs(f.sub(x, 3)), f.abs(y)),
  exp: (x, y) => f.exp(f.mul(x, y)),
  expm1: (x, y) => f.expm1(f.mul(x, y)),
  log: (x, y) => f.log(f.mul(x, y)),
  log1p: (x, y) => f.log1p(f.mul(x, y)),
  tanh: (x, y) => f.tanh(f.mul(x, y)),
  sigmoid: (x, y) => f.sigmoid(f.mul(x, y)),
  erf: (x, y) => f.erf(f.mul(x, y)),
  erfc: (x, y) => f.erfc(f.mul(x, y)),
  'select, first branch': (x, y) => f.select(f.less(x, 5), f.mul(x, x), y),
  'select, second branch': (x, y) => f.select(f.and(f.lessOrEqual(x, 5), f.not(f.equal(x, x))), y, f.exp(x)),
  composites: (x, y) => f.add(f.power(x, y), f.maximum(f.square(x), f.minimum(f.sign(y), f.reciprocal(x)))),
};

for (const [title, write] of Object.entries(smooth)) {
  test(`the derivative of ${title} is that of central differences, by either array`, () => {
    const random = new Philox(41), step = 2 ** -17;
    const draw = (): Float64Array => Float64Array.from({ length: 50 }, () => 0.5 + 1.5 * random.nextFloat());
    const x = draw(), y = draw();
    const moved = (by: 'x' | 'y', h: number): Float64Array =>
      values(write, by === 'x' ? x.map((v) => v + h) : x, by === 'y' ? y.map((v) => v + h) : y);
    for (const by of ['x', 'y'] as const) {
      const below = moved(by, -step), differences = moved(by, step).map((v, i) => (v - below[i]) / (2 * step));
      assertClose(
        values((xs, ys) => differentiate(write(xs, ys), by === 'x' ? xs : ys), x, y), differences, 1e-7, `d/d${by}`,
      );
    }
  });
}

const printed = (write: (x: Symbol) => Float): string =>
  print(formula({ name: 'test', arrays: ['x', 'dx'], define: ({ x }) => ({ dx: differentiate(write(x), x) }) }));

test('a derivative is written without needless zeros and ones', () => {
  assert.equal(printed((x) => f.add(x, 4)), 'dx ← 1');
  assert.equal(printed(() => 4), 'dx ← 0');
  assert.equal(printed((x) => f.mul(3, x)), 'dx ← 3');
  assert.equal(printed((x) => f.exp(f.negate(x))), 'dx ← exp(−x) · (−1)');
  assert.equal(printed((x) => f.select(f.less(x, 0), 0, x)), 'dx ← 0 if x < 0, else 1');
});

test('what is the same expression twice is differentiated once', () => {
  const program = formula({ name: 'deep', arrays: ['x', 'dx'], define: (s) => {
    let y: Symbol = s.x;
    for (let depth = 0; depth < 60; depth++) y = f.mul(y, y); // 2⁶⁰ paths lead to x
    return { dx: differentiate(y, s.x) };
  } });
  assert.ok(program.instructions.length < 250);
});

test('there is no derivative through bits', () => {
  assert.throws(() => printed((x) => f.fromBits(f.bits(x))), {
    name: 'TypeError', message: "differentiate: 'fromBits' works on the bits of binary32 values and has no derivative",
  });
  assert.throws(() => printed((x) => f.toFloat(f.bits(x))), TypeError);
});

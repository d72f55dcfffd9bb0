/**
 * Programs for elementwise: each operation alone, shapes of programs that a runner may get wrong, and random ones.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import * as f from '../../../lib/formula/index.ts';
import type { Expression, Program, Truth } from '../../../lib/formula/index.ts';
import { pick } from '../../helpers/random.ts';

type Float = Expression<'float'>;
type Integer = Expression<'integer'>;

/** The bits of a NaN are not promised; these are the bits of x, or of ¾ for NaN. */
const bits = (x: Float): Integer => f.bits(f.select(f.equal(x, x), x, 0.75));
const oneIf = (truth: Truth): Float => f.select(truth, 1, 0);
const lowBits = (a: Integer): Float => f.toFloat(f.andInteger(a, 0xffff));

const unary: Readonly<Record<string, (x: Float) => Float>> = {
  sqrt: f.sqrt, negate: f.negate, abs: f.abs, exp: f.exp, expm1: f.expm1, log: f.log, log1p: f.log1p, tanh: f.tanh,
  sigmoid: f.sigmoid,
  erf: f.erf, erfc: f.erfc,
  bits: (x) => f.toFloat(bits(x)),
  fromBits: (x) => f.fromBits(bits(x)),
  shiftLeft: (x) => f.toFloat(f.shiftLeft(bits(x), 5)),
  shiftRight: (x) => f.toFloat(f.shiftRight(bits(x), 23)),
  shiftByNothing: (x) => f.toFloat(f.shiftRight(f.shiftLeft(bits(x), 0), 0)),
  shiftByAll: (x) => f.add(f.toFloat(f.shiftRight(bits(x), 31)), f.toFloat(f.shiftLeft(bits(x), 31))),
  notANumber: (x) => oneIf(f.not(f.equal(x, x))),
  relu: (x) => f.select(f.less(x, 0), 0, x),
  nested: (x) => f.exp(f.negate(f.log(f.sigmoid(f.tanh(f.mul(x, 3)))))),
  toInteger: (x) => f.toFloat(f.subInteger(bits(f.add(f.mul(x, 0.1), 12582912)), 0x4b400000)),
};

const binary: Readonly<Record<string, (x: Float, y: Float) => Float>> = {
  add: f.add, sub: f.sub, mul: f.mul, div: f.div,
  less: (x, y) => oneIf(f.less(x, y)),
  lessOrEqual: (x, y) => oneIf(f.lessOrEqual(x, y)),
  equal: (x, y) => oneIf(f.equal(x, f.mul(y, 1))),
  and: (x, y) => oneIf(f.and(f.less(x, 0.25), f.less(-0.5, y))),
  or: (x, y) => oneIf(f.or(f.less(x, -0.5), f.less(y, x))),
  not: (x, y) => f.select(f.not(f.or(f.not(f.less(x, y)), f.less(y, 0))), x, y),
  addInteger: (x, y) => lowBits(f.addInteger(bits(x), bits(y))),
  subInteger: (x, y) => lowBits(f.subInteger(bits(x), bits(y))),
  andInteger: (x, y) => f.toFloat(f.andInteger(bits(x), bits(y))),
  orInteger: (x, y) => f.toFloat(f.orInteger(bits(x), bits(y))),
  xorInteger: (x, y) => f.toFloat(f.xorInteger(bits(x), bits(y))),
  sameTwice: (x, y) => f.div(f.sub(f.mul(x, x), f.mul(x, y)), f.add(y, y)),
};

const rest: readonly Program[] = [
  f.formula({ name: 'copy', arrays: ['x', 'y'], define: ({ x }) => ({ y: x }) }),
  f.formula({ name: 'swap', arrays: ['x', 'y'], define: ({ x, y }) => ({ x: y, y: x }) }),
  f.formula({ name: 'rotate', arrays: ['x', 'y', 'z'], define: ({ x, y, z }) => ({ z: y, x: f.add(z, 1), y: x }) }),
  f.formula({ name: 'constant', arrays: ['x'], define: () => ({ x: 0.1 }) }),
  f.formula({ name: 'minusZero', arrays: ['x'], define: ({ x }) => ({ x: f.mul(f.abs(x), -0) }) }),
  f.formula({ name: 'scalar', arrays: ['x'], scalars: ['s'], define: ({ s }) => ({ x: s }) }),
  f.formula({ name: 'sharedStore', arrays: ['x', 'y', 'z'], define: ({ x }) => ({ y: f.mul(x, x), z: f.mul(x, x) }) }),
  f.formula({ name: 'unread', arrays: ['x', 'ignored', 'y'], define: ({ x }) => ({ y: f.negate(x) }) }),
  f.formula({
    name: 'momentum', arrays: ['theta', 'gradient', 'm'], scalars: ['rate', 'rho'],
    define: ({ theta, gradient, m, rate, rho }) => {
      const next = f.add(f.mul(m, rho), gradient);
      return { m: next, theta: f.sub(theta, f.mul(next, rate)) };
    },
  }),
  f.formula({
    name: 'twoMoments', arrays: ['theta', 'gradient', 'm', 'v'], scalars: ['rate', 'beta1', 'beta2', 'epsilon'],
    define: ({ theta, gradient, m, v, rate, beta1, beta2, epsilon }) => {
      const first = f.add(m, f.mul(f.sub(gradient, m), f.sub(1, beta1)));
      const second = f.add(v, f.mul(f.sub(f.mul(gradient, gradient), v), f.sub(1, beta2)));
      return { m: first, v: second, theta: f.sub(theta, f.div(f.mul(first, rate), f.add(f.sqrt(second), epsilon))) };
    },
  }),
  f.formula({
    name: 'tenArrays', arrays: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
    define: ({ a, b, c, d, e, f: sixth, g, h, i, j }) => ({
      j: [b, c, d, e, sixth, g, h, i, j].reduce((sum, x) => f.sub(f.mul(sum, 0.5), x), a), b: a,
    }),
  }),
  f.formula({
    name: 'manyScalars', arrays: ['x'], scalars: Array.from({ length: 250 }, (_, i) => `s${i}`),
    define: ({ x, ...scalars }) => ({ x: Object.values(scalars).reduce((sum, s) => f.add(f.mul(sum, 0.5), s), x) }),
  }),
  // more values alive at once than a machine has registers
  f.formula({
    name: 'wide', arrays: ['x', 'y'],
    define: ({ x, y }) => {
      const values = Array.from({ length: 24 }, (_, i) => f.add(f.mul(x, i + 0.3), y));
      return { y: values.reduceRight((sum, value, i) => f.sub(f.mul(sum, 0.5), f.mul(value, i - 11.7))) };
    },
  }),
];

export const programs: readonly Program[] = [
  ...Object.entries(unary).map(([name, define]) =>
    f.formula({ name, arrays: ['x', 'y'], define: ({ x }) => ({ y: define(x) }) })),
  ...Object.entries(binary).map(([name, define]) =>
    f.formula({ name, arrays: ['x', 'y', 'z'], define: ({ x, y }) => ({ z: define(x, y) }) })),
  ...rest,
];

const constants: readonly number[] = [0, -0, 1, -1, 0.5, 2, 0.1, -3.7, 1e-40, 1e30, 16777217, Infinity, -Infinity, NaN];
const integers: readonly number[] = [0, 1, -1, 23, 0x7fffffff, -0x80000000, 0x3f800000, 0x7f800000, 0xff800000];
const names = ['x', 'y', 'z'] as const;

/** A program of up to 30 random operations on up to three arrays and two scalars, with one to three stores. */
export function randomProgram(random: Philox): Program {
  return f.formula({
    name: 'random', arrays: names, scalars: ['s', 't'],
    define: ({ x, y, z, s, t }) => {
      const floats: Float[] = [x, y, z, s, t];
      const whole: Integer[] = [bits(x)];
      const truths: Truth[] = [f.less(x, y)];
      const recent = (): Float => floats[floats.length - 1 - Math.floor(random.nextBelow(floats.length * 8) / 8)];
      const float = (): Float | number => (random.nextBelow(5) === 0 ? pick(random, constants) : recent());
      const integer = (): Integer | number =>
        (random.nextBelow(5) === 0 ? pick(random, integers) : pick(random, whole));
      const expression = (): Float => pick(random, floats);
      const makers: readonly (() => unknown)[] = [
        ...[f.add, f.sub, f.mul, f.div].map((make) => () => floats.push(make(float(), float()))),
        ...[f.sqrt, f.negate, f.abs].map((make) => () => floats.push(make(float()))),
        ...[f.less, f.lessOrEqual, f.equal].map((make) => () => truths.push(make(float(), float()))),
        ...[f.and, f.or].map((make) => () => truths.push(make(pick(random, truths), pick(random, truths)))),
        ...[f.addInteger, f.subInteger, f.andInteger, f.orInteger, f.xorInteger].map((make) =>
          () => whole.push(make(integer(), integer()))),
        ...[f.shiftLeft, f.shiftRight].map((make) => () => whole.push(make(integer(), random.nextBelow(32)))),
        () => truths.push(f.not(pick(random, truths))),
        () => floats.push(f.select(pick(random, truths), float(), float())),
        () => whole.push(bits(expression())),
        () => floats.push(f.fromBits(integer())),
        () => floats.push(f.toFloat(integer())),
        () => floats.push(pick(random, [f.exp, f.log, f.tanh, f.sigmoid])(expression())),
      ];
      for (let i = 1 + random.nextBelow(30); i > 0; i--) pick(random, makers)();
      const targets = names.filter(() => random.nextBelow(3) === 0);
      const written = targets.length > 0 ? targets : [pick(random, names)];
      return Object.fromEntries(written.map((name, i) => [name, i === 0 ? floats[floats.length - 1] : expression()]));
    },
  });
}

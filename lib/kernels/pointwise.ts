/**
 * Element-wise arithmetic for users: checked doors to the default table.
 *
 * Each function makes its result; its twin ending in `Into` writes it to the last argument, which may be one
 * of the operands. All throw a TypeError for an operand that is not a Float32Array, a ShapeError where lengths differ,
 * and a RangeError where the result overlaps an operand without being it.
 * @module
 */

import * as write from '../formula/index.ts';
import {
  expectFloat32Array, expectFloat32Number, isTypedArray, show, typeError } from '../core/errors.ts';
import type { Expression, Float, Program } from '../formula/index.ts';
import { expectElementwise, whole } from './checks.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { expectProgram } from '../formula/record.ts';
import { defaultKernels } from './defaultKernels.ts';

/** A function of one array, element by element, that makes a new one. */
export type Unary = (x: Float32Array) => Float32Array;
/** A function of one array, element by element, that writes to `out`, which may be the array itself. */
export type UnaryInto = (x: Float32Array, out: Float32Array) => void;
/** A function of two arrays of one length, element by element, that makes a new one. */
export type Binary = (a: Float32Array, b: Float32Array) => Float32Array;
/** A function of two arrays of one length, element by element, that writes to `out`, which may be one of them. */
export type BinaryInto = (a: Float32Array, b: Float32Array, out: Float32Array) => void;

/**
 * Runs any recorded formula on whole arrays, in place: `run(program, arrays, scalars)`.
 *
 * Throws TypeError for what is no program, TypeError or ShapeError unless there are as many arrays, all of one length,
 * and as many scalars as the program names, and RangeError where arrays overlap in memory: one that is written may be
 * one that is only read, and shares nothing with others.
 */
export function run(program: Program, arrays: readonly Float32Array[], scalars: readonly number[] = []): void {
  expectProgram('run', program);
  const who = program.name;
  expectAll(who, 'arrays', program.arrays.map(({ name }) => name), arrays);
  expectAll(who, 'scalars', program.scalars, scalars);
  program.arrays.forEach(({ name }, i) =>
    expectFloat32Array(who, name, arrays[i], i === 0 ? undefined : arrays[0].length));
  scalars.forEach((scalar, i) => expectFloat32Number(who, program.scalars[i], scalar));
  expectElementwise(who, program.arrays.map(({ name }, i) => whole(name, arrays[i])), program.arrays);
  defaultKernels().elementwise(program, arrays[0].length, arrays, scalars);
}

/** TypeError unless as many are given as have names. */
function expectAll(who: string, kind: string, names: readonly string[], given: unknown): void {
  const count = Array.isArray(given) || isTypedArray(given) ? given.length : show(given);
  if (count !== names.length) {
    throw typeError(`${who}: must be given the ${kind} ${names.join(', ') || '(none)'}, got ${count}`);
  }
}

function unaryInto(name: string, define: (x: Expression<'float'>) => Float): UnaryInto {
  const program = lazyFormula({ name, arrays: ['x', 'out'], define: ({ x }) => ({ out: define(x) }) });
  return (x, out) => run(program, [x, out]);
}

function binaryInto(name: string, define: (a: Expression<'float'>, b: Expression<'float'>) => Float): BinaryInto {
  const program = lazyFormula({ name, arrays: ['a', 'b', 'out'], define: ({ a, b }) => ({ out: define(a, b) }) });
  return (a, b, out) => run(program, [a, b, out]);
}

function made(who: string, argument: string, like: Float32Array, into: (out: Float32Array) => void): Float32Array {
  expectFloat32Array(who, argument, like);
  const out = new Float32Array(like.length);
  into(out);
  return out;
}

/**
 * out ← a ⊕ b, element by element. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps a or b without being it.
 */
export const addInto: BinaryInto = binaryInto('add', write.add);
/**
 * a ⊕ b, element by element, in a new array. Throws TypeError for what is no Float32Array, ShapeError where lengths
 * differ.
 */
export const add: Binary = (a, b) => made('add', 'a', a, (out) => addInto(a, b, out));
/**
 * out ← a ⊖ b, element by element. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps a or b without being it.
 */
export const subInto: BinaryInto = binaryInto('sub', write.sub);
/**
 * a ⊖ b, element by element, in a new array. Throws TypeError for what is no Float32Array, ShapeError where lengths
 * differ.
 */
export const sub: Binary = (a, b) => made('sub', 'a', a, (out) => subInto(a, b, out));
/**
 * out ← a ⊗ b, element by element. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps a or b without being it.
 */
export const mulInto: BinaryInto = binaryInto('mul', write.mul);
/**
 * a ⊗ b, element by element, in a new array. Throws TypeError for what is no Float32Array, ShapeError where lengths
 * differ.
 */
export const mul: Binary = (a, b) => made('mul', 'a', a, (out) => mulInto(a, b, out));
/**
 * out ← a ⊘ b, element by element. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps a or b without being it.
 */
export const divInto: BinaryInto = binaryInto('div', write.div);
/**
 * a ⊘ b, element by element, in a new array. Throws TypeError for what is no Float32Array, ShapeError where lengths
 * differ.
 */
export const div: Binary = (a, b) => made('div', 'a', a, (out) => divInto(a, b, out));
/**
 * out ← √x, correctly rounded. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps x without being it.
 */
export const sqrtInto: UnaryInto = unaryInto('sqrt', write.sqrt);
/** √x, correctly rounded, in a new array. Throws TypeError for what is no Float32Array. */
export const sqrt: Unary = (x) => made('sqrt', 'x', x, (out) => sqrtInto(x, out));
/**
 * out ← |x|. Throws TypeError for what is no Float32Array, ShapeError where lengths differ, RangeError where out
 * overlaps x without being it.
 */
export const absInto: UnaryInto = unaryInto('abs', write.abs);
/** |x|, in a new array. Throws TypeError for what is no Float32Array. */
export const abs: Unary = (x) => made('abs', 'x', x, (out) => absInto(x, out));
/**
 * out ← −x. Throws TypeError for what is no Float32Array, ShapeError where lengths differ, RangeError where out
 * overlaps x without being it.
 */
export const negateInto: UnaryInto = unaryInto('negate', write.negate);
/** −x, in a new array. Throws TypeError for what is no Float32Array. */
export const negate: Unary = (x) => made('negate', 'x', x, (out) => negateInto(x, out));
/**
 * out ← eˣ. Throws TypeError for what is no Float32Array, ShapeError where lengths differ, RangeError where out
 * overlaps x without being it.
 */
export const expInto: UnaryInto = unaryInto('exp', write.exp);
/** eˣ, in a new array. Throws TypeError for what is no Float32Array. */
export const exp: Unary = (x) => made('exp', 'x', x, (out) => expInto(x, out));
/**
 * out ← the natural logarithm of x. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps x without being it.
 */
export const logInto: UnaryInto = unaryInto('log', write.log);
/** The natural logarithm of x, in a new array. Throws TypeError for what is no Float32Array. */
export const log: Unary = (x) => made('log', 'x', x, (out) => logInto(x, out));
/**
 * out ← the hyperbolic tangent of x. Throws TypeError for what is no Float32Array, ShapeError where lengths differ,
 * RangeError where out overlaps x without being it.
 */
export const tanhInto: UnaryInto = unaryInto('tanh', write.tanh);
/** The hyperbolic tangent of x, in a new array. Throws TypeError for what is no Float32Array. */
export const tanh: Unary = (x) => made('tanh', 'x', x, (out) => tanhInto(x, out));
/**
 * out ← 1/(1 + e⁻ˣ). Throws TypeError for what is no Float32Array, ShapeError where lengths differ, RangeError where
 * out overlaps x without being it.
 */
export const sigmoidInto: UnaryInto = unaryInto('sigmoid', write.sigmoid);
/** 1/(1 + e⁻ˣ), in a new array. Throws TypeError for what is no Float32Array. */
export const sigmoid: Unary = (x) => made('sigmoid', 'x', x, (out) => sigmoidInto(x, out));

const scaling: Program = lazyFormula({
  name: 'scale', arrays: ['x', 'out'], scalars: ['alpha'], define: ({ x, alpha }) => ({ out: write.mul(alpha, x) }),
});

/**
 * alpha ⊗ x in a new array. Throws TypeError for what is no Float32Array or no number, RangeError for a number too
 * large for binary32.
 */
export function scale(alpha: number, x: Float32Array): Float32Array {
  return made('scale', 'x', x, (out) => scaleInto(alpha, x, out));
}

/**
 * out ← alpha ⊗ x; out may be x. Throws TypeError for what is no Float32Array or no number, ShapeError where lengths
 * differ, RangeError for a number too large for binary32 and where out overlaps x without being it.
 */
export function scaleInto(alpha: number, x: Float32Array, out: Float32Array): void {
  run(scaling, [x, out], [alpha]);
}

/**
 * The instructions that kernels are emitted in, on values of which those made of floats are expressions.
 * @module
 */
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import type { FunctionType } from '../../lib/wasm/func.ts';
import type { DecodedInstruction } from '../wasm/decode.ts';
import type { Expression, Expressions } from './expression.ts';
import type { Operation } from './meaning.ts';

/** An integer that steers is a number; what is made of a float is an expression; a vector has four lanes of 32 bits. */
export type Value = number | Expression | Vector;
export type Vector = readonly Expression[];

/** Words of 32 bits by their address, which is a multiple of 4. */
export interface Words {
  read(address: number): Expression;
  write(address: number, word: Expression): void;
  /** A word that the host has written to steer by, as those of tapes. */
  readInteger(address: number): number;
  /** A word of the host's that becomes a kernel's, as scalars do. */
  writeInteger(address: number, word: number): void;
}

/** A function while it runs. */
export interface Frame {
  readonly make: Expressions;
  readonly words: Words;
  /** Calls the function at a place of the table, which must be of that type. */
  readonly callAt: (place: number, type: FunctionType, values: readonly Value[]) => void;
  readonly stack: Value[];
  readonly locals: Value[];
}

/** Carries out an instruction that only works on the stack, locals and memory. */
export type Step = (frame: Frame) => void;

const LANES = [0, 1, 2, 3] as const;

function wrong(what: string): never {
  throw new Error(`the machine: ${what}`);
}

/** An integer that is known: for addresses, counts and conditions nothing else will do. */
export function concrete(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  if (value !== undefined && !isVector(value) && value.operation === 'number') return value.bits;
  return wrong('an address, a count or a condition must not depend on a float');
}

function isVector(value: Value): value is Vector {
  return Array.isArray(value);
}

function pop({ stack }: Frame): Value {
  return stack.pop() ?? wrong('nothing is on the stack');
}

function popWord(frame: Frame): Expression {
  const value = pop(frame);
  if (typeof value === 'number') return frame.make.bits(value);
  return isVector(value) ? wrong('a word is wanted, not a vector') : value;
}

function popVector(frame: Frame): Vector {
  const value = pop(frame);
  return typeof value !== 'number' && isVector(value) ? value : wrong('a vector is wanted');
}

function push({ stack }: Frame, value: Value): void {
  stack.push(value);
}

/** On integers that are known. */
const integers: Readonly<Record<string, (a: number, b: number) => number>> = {
  'i32.add': (a, b) => (a + b) | 0,
  'i32.sub': (a, b) => (a - b) | 0,
  'i32.mul': (a, b) => Math.imul(a, b),
  'i32.div_s': (a, b) => (b === 0 ? wrong('i32.div_s by 0') : Math.trunc(a / b) | 0),
  'i32.div_u': (a, b) => (b === 0 ? wrong('i32.div_u by 0') : Math.trunc((a >>> 0) / (b >>> 0)) | 0),
  'i32.shl': (a, b) => a << b,
  'i32.shr_u': (a, b) => (a >>> b) | 0,
  'i32.and': (a, b) => a & b,
  'i32.or': (a, b) => a | b,
  'i32.ne': (a, b) => Number(a !== b),
  'i32.eq': (a, b) => Number(a === b),
  'i32.lt_s': (a, b) => Number(a < b),
  'i32.gt_s': (a, b) => Number(a > b),
  'i32.lt_u': (a, b) => Number(a >>> 0 < b >>> 0),
  'i32.le_u': (a, b) => Number(a >>> 0 <= b >>> 0),
  'i32.ge_u': (a, b) => Number(a >>> 0 >= b >>> 0),
  'i32.gt_u': (a, b) => Number(a >>> 0 > b >>> 0),
};

/** On floats, one of them or lane by lane. */
const floats: Readonly<Record<string, Operation>> = {
  add: 'add', sub: 'sub', mul: 'mul', div: 'div', sqrt: 'sqrt', neg: 'negate', abs: 'abs',
};

const UNARY: ReadonlySet<Operation> = new Set(['sqrt', 'negate', 'abs', 'toFloat', 'not']);

/** On lanes of any kind. */
const lanewise: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(Object.entries(floats).map(([name, operation]) => [`f32x4.${name}`, operation])),
  'f32x4.lt': 'less', 'f32x4.le': 'lessOrEqual', 'f32x4.eq': 'equal', 'f32x4.convert_i32x4_s': 'toFloat',
  'i32x4.add': 'addInteger', 'i32x4.sub': 'subInteger',
  'v128.and': 'and', 'v128.or': 'or', 'v128.xor': 'xor', 'v128.not': 'not',
};

function onWords(operation: Operation): Step {
  if (UNARY.has(operation)) return (frame) => push(frame, frame.make.apply(operation, popWord(frame)));
  return (frame) => {
    const b = popWord(frame), a = popWord(frame);
    push(frame, frame.make.apply(operation, a, b));
  };
}

function onLanes(operate: (make: Expressions, a: Expression, b: Expression) => Expression): Step {
  return (frame) => {
    const b = popVector(frame), a = popVector(frame), { make } = frame;
    push(frame, [
      operate(make, a[0], b[0]), operate(make, a[1], b[1]), operate(make, a[2], b[2]), operate(make, a[3], b[3]),
    ]);
  };
}

function onEachLane(operate: (make: Expressions, a: Expression) => Expression): Step {
  return (frame) => {
    const a = popVector(frame);
    push(frame, a.map((lane) => operate(frame.make, lane)));
  };
}

function lanewiseStep(operation: Operation): Step {
  return UNARY.has(operation)
    ? onEachLane((make, a) => make.apply(operation, a))
    : onLanes((make, a, b) => make.apply(operation, a, b));
}

function shift(operation: 'shiftLeft' | 'shiftRight'): Step {
  return (frame) => {
    const count = frame.make.bits(concrete(pop(frame)) & 31), a = popVector(frame);
    push(frame, a.map((lane) => frame.make.apply(operation, lane, count)));
  };
}

/** Bits of b where those of the mask are 1, else of c: here only where a lane of the mask is all ones or all zeros. */
function bitselect(frame: Frame): void {
  const mask = popVector(frame), c = popVector(frame), b = popVector(frame);
  if (!mask.every(({ isTruth }) => isTruth)) wrong('v128.bitselect must choose whole lanes');
  push(frame, LANES.map((i) => frame.make.apply('select', mask[i], b[i], c[i])));
}

function select(frame: Frame): void {
  const condition = pop(frame), b = pop(frame), a = pop(frame);
  if (typeof condition === 'number') return push(frame, condition !== 0 ? a : b);
  frame.stack.push(condition, a, b);
  const no = popWord(frame), yes = popWord(frame), truth = popWord(frame);
  push(frame, frame.make.apply('select', truth, yes, no));
}

/** Of two words, of which the unsigned first is the larger or not. */
function above(frame: Frame): void {
  const b = popWord(frame), a = popWord(frame);
  const result = frame.make.apply('above', a, b);
  push(frame, result.operation === 'number' ? Number(result.bits !== 0) : result);
}

/** Whole words only: 16 bytes that are chosen four by four. */
function shuffle(bytes: readonly number[]): Step {
  const lanes = LANES.map((i) => bytes[4 * i] / 4);
  const isWhole = lanes.every((lane, i) => Number.isInteger(lane) && LANES.every((byte) =>
    bytes[4 * i + byte] === 4 * lane + byte));
  if (!isWhole) wrong('i8x16.shuffle must move whole lanes');
  return (frame) => {
    const b = popVector(frame), both = [...popVector(frame), ...b];
    push(frame, lanes.map((lane) => both[lane]));
  };
}

/** 32-bit integers go to 32-bit integers; NaN to 0. */
function truncated(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value)));
}

const float = new Float32Array(1), floatBits = new Int32Array(float.buffer);

function truncate(frame: Frame): void {
  floatBits[0] = concrete(pop(frame));
  push(frame, truncated(float[0]));
}

/** Vectors from memory and back; `offset` is added to the address. */
function access(mnemonic: string, offset: number, lane: number): Step | undefined {
  const at = (frame: Frame): number => (concrete(pop(frame)) >>> 0) + offset;
  const read = (frame: Frame, count: number): Vector => {
    const address = at(frame), zero = frame.make.bits(0);
    return LANES.map((i) => (i < count ? frame.words.read(address + 4 * i) : zero));
  };
  const write = (frame: Frame, lanes: readonly Expression[]): void => {
    const address = at(frame);
    lanes.forEach((word, i) => frame.words.write(address + 4 * i, word));
  };
  switch (mnemonic) {
    case 'i32.load': return (frame) => push(frame, frame.words.readInteger(at(frame)));
    case 'i32.store': return (frame) => {
      const word = concrete(pop(frame));
      frame.words.writeInteger(at(frame), word);
    };
    case 'f32.load': return (frame) => push(frame, frame.words.read(at(frame)));
    case 'f32.store': return (frame) => write(frame, [popWord(frame)]);
    case 'v128.load': return (frame) => push(frame, read(frame, 4));
    case 'v128.load64_zero': return (frame) => push(frame, read(frame, 2));
    case 'v128.load32_zero': return (frame) => push(frame, read(frame, 1));
    case 'v128.load32_splat': return (frame) => push(frame, Array<Expression>(4).fill(frame.words.read(at(frame))));
    case 'v128.load32_lane': return (frame) => {
      const vector = popVector(frame), word = frame.words.read(at(frame));
      push(frame, vector.map((each, i) => (i === lane ? word : each)));
    };
    case 'v128.store': return (frame) => write(frame, popVector(frame));
    case 'v128.store64_lane': return (frame) => write(frame, popVector(frame).slice(2 * lane, 2 * lane + 2));
    case 'v128.store32_lane': return (frame) => write(frame, popVector(frame).slice(lane, lane + 1));
    default: return undefined;
  }
}

function constant(mnemonic: string, immediates: readonly number[]): Step | undefined {
  if (mnemonic === 'i32.const') return (frame) => push(frame, immediates[0]);
  if (mnemonic === 'f32.const') {
    const bits = bitsOfFloat32(immediates[0]);
    return (frame) => push(frame, frame.make.bits(bits));
  }
  if (mnemonic !== 'v128.const') return undefined;
  const lanes = new Int32Array(Uint8Array.from(immediates).buffer);
  return (frame) => push(frame, Array.from(lanes, (bits) => frame.make.bits(bits)));
}

const plain: Readonly<Record<string, Step>> = {
  drop: pop,
  select,
  'i32.eqz': (frame) => push(frame, Number(concrete(pop(frame)) === 0)),
  'i32.trunc_sat_f32_s': truncate,
  'i32.gt_u': above,
  'f32x4.splat': (frame) => push(frame, Array<Expression>(4).fill(popWord(frame))),
  'i32x4.splat': (frame) => push(frame, Array<Expression>(4).fill(popWord(frame))),
  'f32x4.pmax': onLanes((make, a, b) => make.apply('select', make.apply('less', a, b), b, a)),
  'f32.convert_i32_u': (frame) => {
    const count = concrete(pop(frame)) >>> 0;
    push(frame, frame.make.number(count));
  },
  'f32x4.ne': onLanes((make, a, b) => make.apply('not', make.apply('equal', a, b))),
  'v128.andnot': onLanes((make, a, b) => make.apply('and', a, make.apply('not', b))),
  'f32x4.pmin': onLanes((make, a, b) => make.apply('select', make.apply('less', b, a), b, a)),
  'i32x4.max_u': onLanes((make, a, b) => make.maximum(a, b)),
  'i32x4.shl': shift('shiftLeft'),
  'i32x4.shr_s': shift('shiftRight'),
  'v128.bitselect': bitselect,
};

/** What an instruction does; undefined for those of control. Throws where it is none that kernels are emitted in. */
export function stepOf({ mnemonic, immediates }: DecodedInstruction): Step | undefined {
  const [first = 0, offset = 0, lane = 0] = immediates.map(Number), [type, name] = mnemonic.split('.');
  switch (mnemonic) {
    case 'block': case 'loop': case 'if': case 'else': case 'end': case 'br': case 'br_if': case 'br_table':
    case 'return': case 'call': case 'call_indirect': return undefined;
    case 'local.get': return ({ stack, locals }) => { stack.push(locals[first]); };
    case 'local.set': return (frame) => { frame.locals[first] = pop(frame); };
    case 'local.tee': return (frame) => push(frame, frame.locals[first] = pop(frame));
    case 'i8x16.shuffle': return shuffle(immediates.map(Number));
    case 'f32x4.extract_lane': case 'i32x4.extract_lane': return (frame) => push(frame, popVector(frame)[first]);
    default: break;
  }
  const integer = integers[mnemonic];
  const step = plain[mnemonic] ?? access(mnemonic, offset, lane) ?? constant(mnemonic, immediates.map(Number))
    ?? (Object.hasOwn(lanewise, mnemonic) ? lanewiseStep(lanewise[mnemonic]) : undefined)
    ?? (type === 'f32' && Object.hasOwn(floats, name) ? onWords(floats[name]) : undefined)
    ?? (integer === undefined ? undefined : (frame: Frame) => {
      const b = concrete(pop(frame)), a = concrete(pop(frame));
      push(frame, integer(a, b));
    });
  return step ?? wrong(`${mnemonic} is not known`);
}

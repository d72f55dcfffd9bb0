/**
 * The machine's instructions beside what they mean, and the rules by which expressions are rewritten beside the
 * operations themselves, on numbers of all kinds.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import { Philox } from '../../lib/core/philox.ts';
import { typedInstructions, type Instruction } from '../../lib/wasm/instructions.ts';
import { pick } from '../helpers/random.ts';
import { meaningOf, type Fixed } from '../wasm/meaning/meaning.ts';
import { MEMORY_BYTES } from '../wasm/meaning/memory.ts';
import { evaluate, Expressions, type Expression } from './expression.ts';
import { stepOf, type Frame, type Step, type Value } from './instructions.ts';
import { meaning, type Operation } from './meaning.ts';

const RUNS = 30, ADDRESS = 256;
const random = new Philox(13);
const floats = [0, -0, 1, -1, 0.1, -3.7, 1e-40, -1e-45, 3e38, 16777217, Infinity, -Infinity, NaN].map(bitsOfFloat32);
const integers = [1, 3, 23, 31, 0x7fffffff, -0x80000000, 0x3f800000];

function anyBits(): number {
  const draw = random.nextBelow(4);
  return draw < 2 ? pick(random, floats) : draw === 2 ? pick(random, integers) : random.nextUint32() | 0;
}

const isNaN = (bits: number): boolean => (bits & 0x7fffffff) > 0x7f800000;

/** What may follow an opcode, as it is decoded and as meanings take it; vectors move by whole words. */
function fixedOf({ immediate, results, lanes }: Instruction): { immediates: (number | bigint)[]; fixed: Fixed } {
  const lane = random.nextBelow(Math.max(1, lanes)), offset = 4 * random.nextBelow(8);
  const words = Array.from({ length: 4 }, () => random.nextBelow(8));
  const bytes = words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte));
  switch (immediate) {
    case 'constant': {
      const value = results[0] === 'i32' ? anyBits() : random.nextFloat();
      return { immediates: [value], fixed: { value: results[0] === 'i32' ? BigInt(value) : value } };
    }
    case 'bytes': return { immediates: bytes, fixed: { bytes } };
    case 'memory': return { immediates: [2, offset], fixed: { offset } };
    case 'lane': return { immediates: [lane], fixed: { lane } };
    case 'memory lane': return { immediates: [2, offset, lane], fixed: { offset, lane } };
    default: return { immediates: [], fixed: {} };
  }
}

function stepIfKnown(mnemonic: string, immediates: readonly (number | bigint)[]): Step | undefined {
  try {
    return stepOf({ mnemonic, immediates });
  } catch (error) {
    if (error instanceof Error && error.message.endsWith('is not known')) return undefined;
    throw error;
  }
}

/** Words that are variables, over bytes. */
class Bench {
  readonly make = new Expressions();
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(MEMORY_BYTES);
  readonly view: DataView<ArrayBuffer> = new DataView(this.bytes.buffer);
  readonly values = new Map<string, number>();

  variable(bits: number): Expression {
    const name = `v${this.values.size}`;
    this.values.set(name, bits);
    return this.make.variable(name);
  }

  bitsOf(expression: Expression): number {
    return evaluate(expression, (name) => this.values.get(name) ?? 0);
  }

  read(address: number): Expression {
    return this.variable(this.view.getInt32(address, true));
  }

  write(address: number, word: Expression): void {
    this.view.setInt32(address, this.bitsOf(word), true);
  }

  readInteger(address: number): number {
    return this.view.getInt32(address, true);
  }

  writeInteger(address: number, word: number): void {
    this.view.setInt32(address, word, true);
  }
}

/** Operands as the machine has them: integers that steer, and a float that is made one, are known. */
function operandOf(bench: Bench, instruction: Instruction, type: string, at: number, bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer), { mnemonic, immediate } = instruction;
  if (immediate.startsWith('memory') && at === 0) view.setInt32(0, ADDRESS + 4 * random.nextBelow(16), true);
  else for (let i = 0; i < 4; i++) view.setInt32(4 * i, anyBits(), true);
  if (mnemonic.startsWith('i32.div') && at === 1) view.setInt32(0, 1 + random.nextBelow(9), true); // 0 traps
  if (mnemonic === 'v128.bitselect' && at === 2) { // masks are truths here
    return Array.from({ length: 4 }, (_, i) => {
      const word = bench.make.apply('less', bench.variable(anyBits()), bench.variable(anyBits()));
      view.setInt32(4 * i, bench.bitsOf(word), true);
      return word;
    });
  }
  if (type === 'v128') return Array.from({ length: 4 }, (_, i) => bench.variable(view.getInt32(4 * i, true)));
  const bits = view.getInt32(0, true);
  if (type === 'i32') return bits;
  return mnemonic.includes('trunc') ? bench.make.bits(bits) : bench.variable(bits);
}

function check(instruction: Instruction): boolean {
  const { mnemonic, operands, results: [result] } = instruction, { immediates, fixed } = fixedOf(instruction);
  const step = stepIfKnown(mnemonic, immediates), means = meaningOf(instruction) ?? assert.fail(mnemonic);
  if (step === undefined) return false;
  const bench = new Bench(), given = operands.map(() => new Uint8Array(16));
  for (let address = 0; address < 1024; address += 4) bench.view.setInt32(address, anyBits(), true);
  const stack = operands.map((type, i) => operandOf(bench, instruction, type, i, given[i]));
  const wantedMemory = bench.bytes.slice(), wanted = means(wantedMemory, given, fixed);
  const frame: Frame = { make: bench.make, words: bench, callAt: () => {}, stack, locals: [] };
  step(frame);
  assert.deepEqual(bench.bytes, wantedMemory, mnemonic);
  if (wanted === undefined) return true;
  const left = frame.stack.pop() ?? assert.fail(mnemonic);
  const words = typeof left === 'object' && 'length' in left ? left : [left];
  assert.equal(words.length, result === 'v128' ? 4 : 1, mnemonic);
  words.forEach((word, i) => {
    const got = typeof word === 'number' ? word : bench.bitsOf(word as Expression);
    const want = new DataView(wanted.buffer).getInt32(4 * i, true);
    const isSame = got === want || (mnemonic.startsWith('f32') && isNaN(got) && isNaN(want));
    assert.ok(isSame, `${mnemonic}: ${got}, ${want}`);
  });
  return true;
}

test('every instruction that the machine knows does what it means', () => {
  const known = typedInstructions.filter((instruction) => {
    let isKnown = true;
    for (let run = 0; isKnown && run < RUNS; run++) isKnown = check(instruction);
    return isKnown;
  });
  assert.ok(known.length >= 60, `${known.length}`);
});

const operations: Readonly<Record<Operation, number>> = {
  add: 2, sub: 2, mul: 2, div: 2, sqrt: 1, negate: 1, abs: 1, less: 2, lessOrEqual: 2, equal: 2, and: 2, or: 2, xor: 2,
  not: 1, select: 3, addInteger: 2, subInteger: 2, shiftLeft: 2, shiftRight: 2, toFloat: 1, above: 2,
};

/** Those that look at the bits of a NaN, which are not promised. */
const ofBits: readonly Operation[] = [
  'negate', 'abs', 'and', 'or', 'xor', 'not', 'addInteger', 'subInteger', 'shiftLeft', 'shiftRight', 'toFloat', 'above',
];

interface Made {
  readonly expression: Expression;
  /** By the operations themselves, without any rule. */
  readonly bits: number;
}

/** A random expression of those before, and often one that a rule is about. */
function next(bench: Bench, before: readonly Made[]): Made | undefined {
  const any = (): Made => {
    if (random.nextBelow(3) > 0) return before[before.length - 1 - random.nextBelow(Math.min(6, before.length))];
    const bits = pick(random, [0, 0x3f800000, 0x7fffffff, ...floats]);
    return { expression: bench.make.bits(bits), bits };
  };
  const on = (operation: Operation, ...given: readonly Made[]): Made => {
    const [a, b = a, c = a] = given, count = operations[operation];
    return {
      expression: bench.make.apply(operation, a.expression, count > 1 ? b.expression : undefined,
        count > 2 ? c.expression : undefined),
      bits: meaning[operation](a.bits, b.bits, c.bits),
    };
  };
  const [a, b] = [any(), any()], infinity = bitsOfFloat32(-Infinity);
  switch (random.nextBelow(4)) {
    case 0: return on('select', on('less', a, b), b, a);
    case 1: {
      const least = { expression: bench.make.bits(infinity), bits: infinity };
      const first = on('select', on('less', least, a), a, least);
      return on('select', on('less', first, b), b, first);
    }
    case 2: return isNaN(a.bits) || isNaN(b.bits) ? undefined : on('select', on('above', a, b), a, b);
    default: {
      const operation = pick(random, Object.keys(operations) as Operation[]), given = [a, b, any()];
      const isPromised = !ofBits.includes(operation) || !given.some(({ bits }) => isNaN(bits));
      return isPromised && (operation !== 'select' || a.expression.isTruth) ? on(operation, ...given) : undefined;
    }
  }
}

test('an expression has the value of its operations, but for the sign of a zero where it says so', () => {
  const told = [0, 0, 0];
  for (let run = 0; run < 1500; run++) {
    const bench = new Bench(), made: Made[] = Array.from({ length: 4 }, () => {
      const bits = anyBits();
      return { expression: bench.variable(bits), bits };
    });
    for (let i = 0; i < 12; i++) {
      const one = next(bench, made);
      if (one === undefined) continue;
      const { expression: { sign, isNeverMinusZero, isTruth }, bits } = one, got = bench.bitsOf(one.expression);
      told[sign]++;
      if (sign === 2) break; // the value may be any from here on
      const isSame = got === bits || (isNaN(got) && isNaN(bits)) || (sign === 1 && ((got | bits) & 0x7fffffff) === 0);
      assert.ok(isSame, `run ${run}: ${got} for ${bits}`);
      assert.ok(!isNeverMinusZero || got !== bitsOfFloat32(-0), `run ${run}: −0`);
      assert.ok(!isTruth || got === 0 || got === -1, `run ${run}: a truth`);
      made.push(one);
    }
  }
  assert.ok(told.every((count) => count > 100), told.join(' '));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { webAssembly } from '../../lib/core/platform.ts';
import { link, module } from '../../lib/wasm/index.ts';
import { instructions, typedInstructions, type Instruction } from '../../lib/wasm/instructions.ts';
import type { ValueType } from '../../lib/wasm/valueTypes.ts';
import { meaningOf, type Fixed, type Meaning } from './meaning/meaning.ts';
import { MEMORY_BYTES } from './meaning/memory.ts';
import { read, shapeOf, specialFloats, specialIntegers, write, type Lane, type Shape } from './meaning/values.ts';

// In memory: three operands of 16 bytes, the result at 64, and from 256 to 1024 bytes for what reads and writes memory.
const RESULT = 64;
const USED = 1024;
const random = new Philox(20240607);
const anyOf = <T>(list: readonly T[]): T => list[random.nextBelow(list.length)];

function anyLane({ float, bits }: Shape): Lane {
  const odd = random.nextBelow(4) === 0;
  if (float) return odd ? (random.nextFloat() - 0.5) * 2 ** (random.nextBelow(60) - 20) : anyOf(specialFloats);
  return odd
    ? BigInt.asIntN(bits, (BigInt(random.nextUint32()) << 32n) | BigInt(random.nextUint32()))
    : anyOf(specialIntegers(bits));
}

/** Bytes of an operand: lanes of the shape that the instruction reads, which its name tells last. */
function anyOperand({ mnemonic }: Instruction, type: ValueType): Uint8Array {
  const bytes = new Uint8Array(16);
  const shapes = mnemonic.match(/[if]\d+x\d+|(?<=convert_)i64|(?<=convert_)i32/g) ?? [];
  const shape = type === 'v128' ? shapeOf(shapes.at(-1) ?? anyOf(['i8x16', 'i32x4', 'f32x4'])) : shapeOf(type);
  const lanes = Array.from({ length: shape.count }, () => anyLane(shape));
  // Zeros and ones alone would leave all_true and swizzle's indices to chance.
  if (type === 'v128' && random.nextBelow(4) === 0) lanes.fill(random.nextBelow(2) === 0 ? anyLane(shape) : 0n);
  write(bytes, 0, shape, shape.float ? lanes.map(Number) : lanes);
  if (mnemonic.endsWith('swizzle')) {
    bytes.forEach((_, i) => { bytes[i] = random.nextBelow(20) === 0 ? 200 : random.nextBelow(18); });
  }
  return bytes;
}

/** Operands of an instruction; an address now and then beyond the memory. */
function anyOperands(instruction: Instruction): Uint8Array[] {
  const int = (value: number): Uint8Array => {
    const bytes = new Uint8Array(16);
    write(bytes, 0, shapeOf('i32'), [BigInt(value)]);
    return bytes;
  };
  const address = (): Uint8Array =>
    int(random.nextBelow(30) === 0 ? anyOf([-1, MEMORY_BYTES, MEMORY_BYTES - 64]) : 256 + random.nextBelow(256));
  const { mnemonic, operands, immediate } = instruction;
  if (mnemonic === 'memory.grow') return [int(random.nextBelow(3))];
  if (mnemonic === 'memory.fill') return [address(), int(random.nextUint32()), int(random.nextBelow(65))];
  if (mnemonic === 'memory.copy') return [address(), address(), int(random.nextBelow(65))];
  return operands.map((type, i) =>
    (i === 0 && immediate.startsWith('memory') ? address() : anyOperand(instruction, type)));
}

/** The variants of what is fixed in an instruction's code. */
function variants({ immediate, mnemonic, lanes, results }: Instruction): Fixed[] {
  if (immediate === 'memory') return [{}, { offset: 5 }, { offset: 300 }];
  const all = Array.from({ length: lanes }, (_, lane) => ({ lane }));
  if (immediate === 'lane') return all;
  if (immediate === 'memory lane') return all.map(({ lane }) => ({ lane, offset: 3 * lane }));
  const anyBytes = (): number[] =>
    Array.from({ length: 16 }, () => random.nextBelow(mnemonic === 'i8x16.shuffle' ? 32 : 256));
  if (immediate === 'bytes') return Array.from({ length: 8 }, () => ({ bytes: anyBytes() }));
  if (immediate !== 'constant') return [{}];
  const { float, bits } = shapeOf(results[0]);
  return (float ? specialFloats : [...specialIntegers(bits), BigInt.asUintN(bits, -3n)]).map((value) => ({ value }));
}

function immediatesOf({ immediate, results }: Instruction, { offset, lane, bytes, value }: Fixed): unknown[] {
  if (immediate === 'memory') return [offset];
  if (immediate === 'lane') return [lane];
  if (immediate === 'memory lane') return [lane, offset];
  if (immediate === 'bytes') return [bytes];
  if (immediate === 'constant') return [results[0] === 'i64' ? value : Number(value)];
  return [];
}

function named(mnemonic: string): Instruction {
  const instruction = instructions.get(mnemonic);
  if (instruction === undefined) throw new Error(`no instruction ${mnemonic}`);
  return instruction;
}

interface Case { readonly instruction: Instruction; readonly fixed: Fixed; readonly meaning: Meaning }

const cases: readonly Case[] = typedInstructions.flatMap((instruction) => {
  const meaning = meaningOf(instruction);
  return meaning === undefined ? [] : variants(instruction).map((fixed) => ({ instruction, fixed, meaning }));
});

/** A function for each case: loads the operands, carries out the instruction, stores the result. */
function linkCases(memory: object): (() => void)[] {
  const m = module({ memory: { minimum: 1, maximum: 1 } });
  cases.forEach(({ instruction, fixed }, i) => {
    m.export(m.func(`case${i}`, {}, (f) => {
      const [result] = instruction.results;
      const address = result && f.i32.const(RESULT);
      const operands = instruction.operands.map((type, k) => f.emit(named(`${type}.load`), [0, 16 * k]));
      const value = f.emit(instruction, [...operands, ...immediatesOf(instruction, fixed)]);
      if (result) f.emit(named(`${result}.store`), [address, value]);
    }));
  });
  const exports = link<Record<string, () => void>>(m.emit(), { memory: memory as never });
  return cases.map((_, i) => exports[`case${i}`]);
}

/** Bytes in which every NaN of the instruction's result is the same NaN. */
function withoutNaNs({ mnemonic, results }: Instruction, bytes: Uint8Array): Uint8Array {
  const shape =
    results.length === 1 ? shapeOf(results[0] === 'v128' ? mnemonic.split('.')[0] : results[0]) : shapeOf('v128');
  if (shape.float) write(bytes, RESULT, shape, read(bytes, RESULT, shape).map((lane) => (lane === lane ? lane : NaN)));
  return bytes;
}

const scratch = new Uint8Array(MEMORY_BYTES);

function runMeaning({ instruction, fixed }: Case, meaning: Meaning, before: Uint8Array): Uint8Array | 'trap' {
  const after = scratch;
  after.set(before);
  try {
    const result = meaning(after, instruction.operands.map((_, k) => after.slice(16 * k, 16 * k + 16)), fixed);
    if (result) after.set(
      result.subarray(0, shapeOf(instruction.results[0]).bits * shapeOf(instruction.results[0]).count / 8), RESULT,
    );
  } catch (error) {
    if (error instanceof RangeError && error.message === 'traps') return 'trap';
    throw error;
  }
  return withoutNaNs(instruction, after.slice(0, USED));
}

/** The first bytes that differ, as text; undefined if none do. */
function difference(got: Uint8Array | 'trap', wanted: Uint8Array | 'trap'): string | undefined {
  if (got === 'trap' || wanted === 'trap') {
    return got === wanted ? undefined : `${got === 'trap' ? 'it traps' : 'it must trap'}`;
  }
  const at = got.findIndex((byte, i) => byte !== wanted[i]);
  return at < 0
    ? undefined
    : `bytes from ${at} are ${got.subarray(at, at + 16).join(' ')}, must be ${wanted.subarray(at, at + 16).join(' ')}`;
}

function anyMemory(instruction: Instruction): Uint8Array {
  const before = new Uint8Array(USED);
  const words = new Uint32Array(before.buffer);
  for (let i = 0; i < words.length; i++) words[i] = random.nextUint32();
  anyOperands(instruction).forEach((operand, k) => before.set(operand, 16 * k));
  return before;
}

function runsOf({ instruction, fixed }: Case): number {
  if (instruction.operands.length === 0) return 1;
  return fixed.lane === undefined && fixed.bytes === undefined && fixed.offset === undefined ? 150 : 40;
}

test('the table has the 236 instructions of SIMD128 and each mnemonic and opcode once', () => {
  assert.equal(typedInstructions.filter(({ opcode }) => opcode[0] === 0xfd).length, 236);
  assert.equal(
    new Set(instructions.keys()).size, new Set(Array.from(instructions.values(), ({ opcode }) => opcode.join())).size,
  );
});

test('an access promises the alignment of what it touches', () => {
  const known = {
    'i32.load': 2, 'i64.load': 3, 'f32.store': 2, 'i32.store8': 0, 'i64.load16_s': 1, 'i64.load32_u': 2, 'v128.load': 4,
    'v128.store': 4, 'v128.load8x8_s': 3, 'v128.load16x4_u': 3, 'v128.load32x2_s': 3, 'v128.load32_splat': 2,
    'v128.load64_zero': 3,
    'v128.load16_lane': 1, 'v128.store64_lane': 3, 'f32x4.add': 0, 'memory.fill': 0,
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(known).map((mnemonic) => [mnemonic, named(mnemonic).alignment])), known,
  );
});

test('every row of the table has a meaning written down', () => {
  assert.deepEqual(
    typedInstructions.filter((instruction) => meaningOf(instruction) === undefined).map(({ mnemonic }) => mnemonic), [],
  );
});

test('every instruction does in the engine what it means in JavaScript', () => {
  const api = webAssembly();
  assert.ok(api, 'this test needs WebAssembly');
  const memory = new api.Memory({ initial: 1, maximum: 1 });
  const functions = linkCases(memory);
  cases.forEach((one, i) => {
    for (let run = runsOf(one); run > 0; run--) {
      const before = anyMemory(one.instruction);
      new Uint8Array(memory.buffer).set(before);
      const wanted = runMeaning(one, one.meaning, before);
      let got: Uint8Array | 'trap';
      try {
        functions[i]();
        got = withoutNaNs(one.instruction, new Uint8Array(memory.buffer).slice(0, USED));
      } catch (error) {
        if (!(error instanceof Error && error.name === 'RuntimeError')) throw error;
        got = 'trap';
      }
      const wrong = difference(got, wanted);
      if (wrong === undefined) continue;
      const what = [one.instruction.mnemonic, ...immediatesOf(one.instruction, one.fixed)].join(' ');
      assert.fail(`${what} on ${before.subarray(0, 48).join(' ')}: ${wrong}`);
    }
  });
});

test('the operands tell every instruction from all others of its column that take and leave the same types', () => {
  for (const one of cases) {
    const { instruction, fixed } = one;
    const kind = ({ mnemonic, immediate, operands, results }: Instruction): string =>
      [mnemonic.split('.')[0], immediate, operands, results].join('>');
    const twins = typedInstructions.filter((other) =>
      other !== instruction && kind(other) === kind(instruction)
        && (fixed.lane === undefined || fixed.lane < other.lanes));
    for (const twin of twins) {
      const meaning = meaningOf(twin);
      const differs = (): boolean => {
        const before = anyMemory(instruction);
        return meaning !== undefined
          && difference(runMeaning(one, meaning, before), runMeaning(one, one.meaning, before)) !== undefined;
      };
      let told = false;
      for (let run = runsOf(one); run > 0 && !told; run--) told = differs();
      assert.ok(told, `${instruction.mnemonic} is not told from ${twin.mnemonic}`);
    }
  }
});

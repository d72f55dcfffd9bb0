/**
 * What follows an opcode in the bytes, checked and written.
 * @module
 */

import { expectInteger, rangeError, show, typeError } from '../core/errors.ts';
import type { ByteWriter } from './byteWriter.ts';
import type { Instruction } from './instructions.ts';
import type { ValueType } from './valueTypes.ts';
import { constants } from './opcodes.ts';

const MINIMUM_32 = -0x80000000; // signed
const MAXIMUM_32 = 0xffffffff; // unsigned
const BYTES = 16; // of a vector
const [, I32_CONST, I64_CONST, F32_CONST, F64_CONST] = constants.rows.const;

/** Writes a constant instruction. Throws if `value` is not of the type, in an error that begins with `who`. */
export function writeConstant(code: ByteWriter, type: ValueType, value: unknown, who: () => string): void {
  if (type === 'i32' && typeof value === 'number') {
    if (!Number.isInteger(value) || value < MINIMUM_32 || value > MAXIMUM_32) {
      expectInteger(who(), 'i32 constant', value, MINIMUM_32, MAXIMUM_32);
    }
    code.byte(I32_CONST);
    code.signed(value | 0);
  } else if (type === 'f32' && typeof value === 'number') {
    code.byte(F32_CONST);
    code.float32(value);
  } else if (type === 'f64' && typeof value === 'number') {
    code.byte(F64_CONST);
    code.float64(value);
  } else if (type === 'i64' && typeof value === 'bigint') {
    const fits = BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value;
    if (!fits) throw rangeError(`${who()}: i64 constant must fit 64 bits, got ${value}`);
    code.byte(I64_CONST);
    code.signed64(value);
  } else {
    throw typeError(
      `${who()}: ${type} constant must be ${type === 'i64' ? 'a bigint' : 'a number'}, got ${show(value)}`,
    );
  }
}

/** Writes what follows the opcode of an instruction from the grids, `values` being the arguments after its operands. */
export function writeImmediates(
  code: ByteWriter, instruction: Instruction, values: readonly unknown[], who: () => string,
): void {
  switch (instruction.immediate) {
    case 'memory':
      writeAccess(code, instruction, values[0], who);
      break;
    case 'memory lane':
      writeAccess(code, instruction, values[1], who);
      writeLane(code, instruction, values[0], who);
      break;
    case 'lane':
      writeLane(code, instruction, values[0], who);
      break;
    case 'bytes':
      writeBytes(code, instruction, values[0], who);
      break;
    case 'memory index':
      code.byte(0);
      break;
    case 'memory indices':
      code.byte(0);
      code.byte(0);
      break;
  }
}

function writeAccess(code: ByteWriter, { alignment }: Instruction, offset: unknown, who: () => string): void {
  code.byte(alignment);
  if (offset === undefined) return code.byte(0);
  if (typeof offset !== 'number' || !Number.isInteger(offset) || offset < 0) expectInteger(
    who(), 'offset', offset, 0, MAXIMUM_32,
  );
  else code.unsigned(offset);
}

function writeLane(code: ByteWriter, { lanes }: Instruction, lane: unknown, who: () => string): void {
  if (typeof lane === 'number' && Number.isInteger(lane) && lane >= 0 && lane < lanes) code.byte(lane);
  else expectInteger(who(), 'lane', lane, 0, lanes - 1);
}

function writeBytes(code: ByteWriter, { mnemonic }: Instruction, value: unknown, who: () => string): void {
  const bytes: unknown =
    ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value;
  if (!(bytes instanceof Uint8Array || Array.isArray(bytes)) || bytes.length !== BYTES) {
    throw rangeError(`${who()}: bytes must be ${BYTES} bytes, got ${show(value)}`);
  }
  const maximum = mnemonic === 'i8x16.shuffle' ? 2 * BYTES - 1 : 0xff;
  for (const byte of bytes) {
    expectInteger(who(), mnemonic === 'i8x16.shuffle' ? 'lane' : 'byte', byte, 0, maximum);
    code.byte(byte);
  }
}

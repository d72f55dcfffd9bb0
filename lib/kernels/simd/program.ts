/**
 * A recorded program as SIMD code, four elements at a time.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import { uniform, type Instruction, type Operation, type Program } from '../../formula/index.ts';
import type { Body, Local, Value } from '../../wasm/index.ts';

type Vector = Local<'v128'>;
type Emit = (f: Body, a: Vector, b: Vector, c: Vector) => Value<'v128'>;

/** Truth is all ones or all zeros in a lane. Leaves, conversions that keep the bits, and shifts are handled apart. */
const emitters: Readonly<Partial<Record<Operation, Emit>>> = {
  add: (f, a, b) => f.f32x4.add(a, b),
  sub: (f, a, b) => f.f32x4.sub(a, b),
  mul: (f, a, b) => f.f32x4.mul(a, b),
  div: (f, a, b) => f.f32x4.div(a, b),
  sqrt: (f, a) => f.f32x4.sqrt(a),
  negate: (f, a) => f.f32x4.neg(a),
  abs: (f, a) => f.f32x4.abs(a),
  less: (f, a, b) => f.f32x4.lt(a, b),
  lessOrEqual: (f, a, b) => f.f32x4.le(a, b),
  equal: (f, a, b) => f.f32x4.eq(a, b),
  and: (f, a, b) => f.v128.and(a, b),
  or: (f, a, b) => f.v128.or(a, b),
  not: (f, a) => f.v128.not(a),
  select: (f, a, b, c) => f.v128.bitselect(b, c, a),
  toFloat: (f, a) => f.f32x4.convert_i32x4_s(a),
  addInteger: (f, a, b) => f.i32x4.add(a, b),
  subInteger: (f, a, b) => f.i32x4.sub(a, b),
  andInteger: (f, a, b) => f.v128.and(a, b),
  orInteger: (f, a, b) => f.v128.or(a, b),
  xorInteger: (f, a, b) => f.v128.xor(a, b),
};

/**
 * Emits the same program any number of times into one function; what depends on no array is computed once,
 * before all loops.
 */
export class ProgramEmitter {
  readonly #f: Body;
  readonly #program: Program;
  readonly #prefix: string;
  readonly #shared = new Map<number, Vector>();
  #copies = 0;

  /**
   * `program` is expanded; `scalar` gives the value of a scalar in all lanes; `prefix` tells its locals from others.
   */
  constructor(f: Body, program: Program, prefix: string, scalar: (position: number) => Value<'v128'>) {
    this.#f = f;
    this.#program = program;
    this.#prefix = prefix;
    const isUniform = uniform(program);
    const values: Vector[] = [];
    program.instructions.forEach((instruction, position) => {
      if (!isUniform[position]) return;
      const { operation, value } = instruction;
      const known = operation === 'bits' || operation === 'fromBits' ? values[instruction.operands[0]] : f.local(
        `${prefix}_${position}`, 'v128',
        operation === 'constant' ? f.v128.const(Float32Array.of(value, value, value, value))
        : operation === 'integer' ? f.v128.const(Int32Array.of(value, value, value, value))
        : operation === 'scalar' ? scalar(value)
        : this.#compute(instruction, values),
      );
      values[position] = known;
      this.#shared.set(position, known);
    });
  }

  /** Computes the values to store, in the order of the program's stores, for what `arrays` holds by position. */
  emit(arrays: (position: number) => Vector): Vector[] {
    return this.emitTogether([arrays])[0];
  }

  /** The same for several vectors at once, operation by operation: none waits for the one before it. */
  emitTogether(each: readonly ((position: number) => Vector)[]): Vector[][] {
    const { instructions, stores } = this.#program, first = this.#copies;
    this.#copies += each.length;
    const all = each.map((): Vector[] => []);
    instructions.forEach((instruction, position) => each.forEach((arrays, i) => {
      const values = all[i], { operation, operands, value } = instruction, shared = this.#shared.get(position);
      if (shared !== undefined) values.push(shared);
      else if (operation === 'array') values.push(arrays(value));
      else if (operation === 'bits' || operation === 'fromBits') values.push(values[operands[0]]);
      else {
        const name = `${this.#prefix}_${position}_${first + i}`;
        values.push(this.#f.local(name, 'v128', this.#compute(instruction, values)));
      }
    }));
    return all.map((values) => stores.map(({ from }) => values[from]));
  }

  #compute(instruction: Instruction, values: readonly Vector[]): Value<'v128'> {
    const f = this.#f, { instructions } = this.#program, { operation, operands } = instruction;
    const [a, b = a, c = a] = operands.map((o) => values[o]);
    if (operation === 'shiftLeft') return f.i32x4.shl(a, instructions[operands[1]].value);
    if (operation === 'shiftRight') return f.i32x4.shr_s(a, instructions[operands[1]].value);
    if (operation === 'select') {
      const condition = instructions[operands[0]];
      const [, yes, no] = operands;
      // p < q ? q : p and q < p ? q : p are single instructions, NaN and zeros included
      if (condition.operation === 'less' && condition.operands[0] === no && condition.operands[1] === yes) {
        return f.f32x4.pmax(c, b);
      }
      if (condition.operation === 'less' && condition.operands[0] === yes && condition.operands[1] === no) {
        return f.f32x4.pmin(c, b);
      }
    }
    const emit = emitters[operation];
    if (emit === undefined) {
      throw typeError(`${this.#program.name}: '${operation}' must be expanded before it is emitted`);
    }
    return emit(f, a, b, c);
  }
}

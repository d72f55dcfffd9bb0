/**
 * The body of a function, written instruction by instruction and checked as it is written.
 *
 * Each call writes its instruction at once. JavaScript evaluates arguments before the call and from left to right, so
 * `f32x4.add(f32x4.mul(a, b), c)` writes the code of a, b, mul, c, add: nested calls are the folded form of the text
 * format. What a call returns stands for the value on the stack, and an operand must be the value on top of it: a value
 * that is used twice, forgotten or out of order is an error at the line that does it, as is one of the wrong type.
 * @module
 */

import { StateError, typeError } from '../core/errors.ts';
import { ByteWriter } from './byteWriter.ts';
import { writeConstant, writeImmediates } from './immediates.ts';
import type { Func, FunctionType, ModuleOfBody } from './func.ts';
import type { Instruction, Namespaces } from './instructions.ts';
import type { Label } from './label.ts';
import { namespaceOf, type Emitter } from './namespaces.ts';
import { control } from './opcodesControl.ts';
import { Local, Value, type LocalOwner, type Operand } from './operands.ts';
import { TypedStack } from './stack.ts';
import { valueTypes, type ValueType } from './valueTypes.ts';

/** What a block or call leaves on the stack: nothing, a value, or several, the last on top. */
export type Left<R extends readonly ValueType[]> =
  R extends readonly [] ? void : R extends readonly [
    infer T extends ValueType,
  ] ? Value<T> : { readonly [I in keyof R]: Value<R[I]> };

/** Writes what is inside a block, given the label by which to branch to that. */
export type Build = (label: Label) => void;

const EMPTY_BLOCK = 0x40;

/** Writes one function. */
export class Body implements Namespaces, Emitter, LocalOwner {
  readonly i32: Namespaces['i32'] = namespaceOf('i32', this);
  readonly i64: Namespaces['i64'] = namespaceOf('i64', this);
  readonly f32: Namespaces['f32'] = namespaceOf('f32', this);
  readonly f64: Namespaces['f64'] = namespaceOf('f64', this);
  readonly v128: Namespaces['v128'] = namespaceOf('v128', this);
  readonly i8x16: Namespaces['i8x16'] = namespaceOf('i8x16', this);
  readonly i16x8: Namespaces['i16x8'] = namespaceOf('i16x8', this);
  readonly i32x4: Namespaces['i32x4'] = namespaceOf('i32x4', this);
  readonly i64x2: Namespaces['i64x2'] = namespaceOf('i64x2', this);
  readonly f32x4: Namespaces['f32x4'] = namespaceOf('f32x4', this);
  readonly f64x2: Namespaces['f64x2'] = namespaceOf('f64x2', this);
  readonly memory: Namespaces['memory'] = namespaceOf('memory', this);

  readonly #name: string;
  readonly #stack: TypedStack;
  readonly #code: ByteWriter;
  readonly #module: ModuleOfBody;
  readonly #locals: Local[] = [];
  readonly #parameters: number;

  constructor(
    name: string, parameters: Readonly<Record<string, ValueType>>, results: readonly ValueType[], own: ModuleOfBody,
  ) {
    this.#name = name;
    this.#stack = new TypedStack(name, this);
    this.#code = this.#stack.code;
    this.#module = own;
    for (const [parameter, type] of Object.entries(parameters)) this.#declare(parameter, type);
    this.#parameters = this.#locals.length;
    this.#stack.open('function', results, 0);
  }

  /** The parameters, by name. */
  get parameters(): Readonly<Record<string, Local>> {
    return Object.fromEntries(this.#locals.slice(0, this.#parameters).map((local) => [local.name, local]));
  }

  /** A new local; `value` is what it is set to here. Without one it is zero when the function is called. */
  local<T extends ValueType>(name: string, type: T, value?: Operand<T>): Local<T> {
    const local = this.#declare(name, type);
    if (value !== undefined) local.set(value);
    return local;
  }

  /** Code that a branch to its label leaves. */
  block<const R extends readonly ValueType[] = []>(build: Build, results?: R): Left<R>;
  block(build: Build, results: readonly ValueType[] = []): unknown {
    const label = this.#open('block', results, this.#stack.take('block', [], []));
    build(label);
    return this.#end(label);
  }

  /** Code that a branch to its label begins again; without one it runs once. */
  loop<const R extends readonly ValueType[] = []>(build: Build, results?: R): Left<R>;
  loop(build: Build, results: readonly ValueType[] = []): unknown {
    const label = this.#open('loop', results, this.#stack.take('loop', [], []));
    build(label);
    return this.#end(label);
  }

  /** One arm or the other, as `condition` is not 0 or is. An arm is given the label of the whole. */
  if<const R extends readonly ValueType[] = []>(
    condition: Operand<'i32'>, then: Build, otherwise?: Build, results?: R,
  ): Left<R>;
  if(condition: Operand<'i32'>, then: Build, otherwise?: Build, results: readonly ValueType[] = []): unknown {
    const label = this.#open('if', results, this.#stack.take('if', ['i32'], [condition]));
    then(label);
    if (otherwise !== undefined) {
      this.#stack.expectResults(label);
      label.reachable = true;
      this.#code.byte(control.else[0]);
      otherwise(label);
    } else if (results.length > 0) {
      throw typeError(`${this.#name}: if with results [${results.join(', ')}] must have two arms, got one`);
    }
    return this.#end(label);
  }

  /** Goes to `label`, with its block's results unless that is a loop. */
  br(label: Label, ...operands: readonly Operand<ValueType>[]): void {
    this.#simple('br', label.carries, operands);
    this.#code.unsigned(this.#depth('br', label));
    this.#stack.endReachable();
  }

  /**
   * Goes to `label` if the last operand is not 0; the operands before it are the block's results, which stay if it
   * goes on.
   */
  br_if(label: Label, ...operands: readonly Operand<ValueType>[]): void | Value | Value[] {
    const at = this.#simple('br_if', [...label.carries, 'i32'], operands);
    this.#code.unsigned(this.#depth('br_if', label));
    return this.#stack.push(label.carries, at);
  }

  /**
   * Goes to the label with number `index`, or to `otherwise` if there is none. Labels that carry results are refused.
   */
  br_table(index: Operand<'i32'>, labels: readonly Label[], otherwise: Label): void {
    this.#simple('br_table', ['i32'], [index]);
    this.#code.unsigned(labels.length);
    for (const label of [...labels, otherwise]) {
      const { carries } = label;
      if (carries.length > 0) throw typeError(
        `${this.#name}: br_table: labels must carry no results, got one that carries [${carries.join(', ')}]`,
      );
      this.#code.unsigned(this.#depth('br_table', label));
    }
    this.#stack.endReachable();
  }

  /** Leaves the function with its results. */
  return(...operands: readonly Operand<ValueType>[]): void {
    this.#simple('return', this.#stack.labels[0].results, operands);
    this.#stack.endReachable();
  }

  /** Calls another function of the module; operands in the order of its parameters. */
  call<R extends readonly ValueType[]>(func: Func<R>, ...operands: readonly Operand<ValueType>[]): Left<R>;
  call(func: Func, ...operands: readonly Operand<ValueType>[]): unknown {
    const at = this.#simple('call', func.type.parameters, operands);
    this.#code.unsigned(func.index);
    return this.#stack.push(func.type.results, at);
  }

  /**
   * Calls the function of the module's table whose number is the last operand; the operands before it are in the order
   * of its parameters. Traps where that function has another type.
   */
  call_indirect<R extends readonly ValueType[]>(
    type: { readonly parameters: readonly ValueType[]; readonly results: R }, ...operands: readonly Operand<ValueType>[]
  ): Left<R>;
  call_indirect(type: FunctionType, ...operands: readonly Operand<ValueType>[]): unknown {
    if (!this.#module.hasTable) {
      throw new StateError(`${this.#name}: call_indirect: the module must import a table, got one without`);
    }
    const at = this.#simple('call_indirect', [...type.parameters, 'i32'], operands);
    for (const word of [this.#module.typeNumber(type), 0]) this.#code.unsigned(word); // 0: the only table
    return this.#stack.push(type.results, at);
  }

  /** `a` if `condition` is not 0, else `b`. Both are evaluated. The type is that of `a`, so `a` is no bare number. */
  select<T extends ValueType>(a: Value<T> | Local<T>, b: Operand<T>, condition: Operand<'i32'>): Value<T> {
    if (!(a instanceof Value || a instanceof Local)) {
      throw typeError(`${this.#name}: select: operand 1 must be a value or a local, got a ${typeof a}`);
    }
    return this.#stack.pushOne(a.type, this.#simple('select', [a.type, a.type, 'i32'], [a, b, condition]));
  }

  /** An address that is so many bytes from the module's origin; from 0 where it imports none. */
  from(address: number): Operand<'i32'> {
    if (!this.#module.hasOrigin) return address;
    const at = this.#simple('global.get', [], []);
    this.#code.unsigned(0); // the only global
    return this.i32.add(this.#stack.pushOne('i32', at), address);
  }

  drop(value: Value): void { this.#simple('drop', [value.type], [value]); }

  nop(): void { this.#simple('nop', [], []); }

  /** Traps. */
  unreachable(): void {
    this.#simple('unreachable', [], []);
    this.#stack.endReachable();
  }

  readLocal<T extends ValueType>(local: Local<T>): Value<T> {
    return this.#stack.pushOne(local.type, this.#access('local.get', local, [], []));
  }

  writeLocal<T extends ValueType>(local: Local<T>, value: Operand<T>): void {
    this.#access('local.set', local, [local.type], [value]);
    this.#stack.noteWrite(local);
  }

  teeLocal<T extends ValueType>(local: Local<T>, value: Operand<T>): Value<T> {
    const at = this.#access('local.tee', local, [local.type], [value]);
    this.#stack.noteWrite(local);
    return this.#stack.pushOne(local.type, at);
  }

  /** Writes an instruction of the table; its operands come first, then what is fixed in the code. */
  emit(instruction: Instruction, operands: readonly unknown[]): void | Value | Value[] {
    const { mnemonic, opcode, operands: types, results, immediate } = instruction;
    const at = this.#stack.take(mnemonic, types, operands);
    if (immediate === 'constant') writeConstant(this.#code, results[0], operands[0], this.#stack.who);
    else {
      for (let i = 0; i < opcode.length; i++) this.#code.byte(opcode[i]);
      if (immediate !== 'none') writeImmediates(this.#code, instruction, operands.slice(types.length), this.#stack.who);
    }
    if (results.length > 0) return this.#stack.pushOne(results[0], at);
  }

  /** Ends the function and returns its bytes: locals, then code. */
  finish(): Uint8Array {
    this.#stack.close(this.#stack.labels[0]);
    this.#code.byte(control.end[0]);
    const out = new ByteWriter();
    const runs: { type: ValueType; count: number }[] = [];
    for (const { type } of this.#locals.slice(this.#parameters)) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    out.unsigned(runs.length);
    for (const { type, count } of runs) {
      out.unsigned(count);
      out.byte(valueTypes[type]);
    }
    out.append(this.#code.view());
    return out.view();
  }

  #declare<T extends ValueType>(name: string, type: T): Local<T> {
    const taken = this.#locals.some((local) => local.name === name);
    if (taken) throw typeError(`${this.#name}: local ${name} must have a name of its own, got one that is taken`);
    const local = new Local(name, type, this.#locals.length, this);
    this.#locals.push(local);
    return local;
  }

  /** Writes an instruction of control up to what follows its opcode. */
  #simple(mnemonic: keyof typeof control, types: readonly ValueType[], operands: readonly unknown[]): number {
    const at = this.#stack.take(mnemonic, types, operands);
    if (operands.length !== types.length) {
      throw typeError(`${this.#stack.who()} takes [${types.join(', ')}], got ${operands.length} operands`);
    }
    this.#code.byte(control[mnemonic][0]);
    return at;
  }

  #access(
    mnemonic: keyof typeof control, local: Local, types: readonly ValueType[], operands: readonly unknown[],
  ): number {
    const at = this.#simple(mnemonic, types, operands);
    this.#stack.expectOwn(local);
    this.#code.unsigned(local.index);
    return at;
  }

  #open(kind: 'block' | 'loop' | 'if', results: readonly ValueType[], start: number): Label {
    this.#code.byte(control[kind][0]);
    if (results.length === 0) this.#code.byte(EMPTY_BLOCK);
    else if (results.length === 1) this.#code.byte(valueTypes[results[0]]);
    else this.#code.signed(this.#module.typeNumber({ parameters: [], results }));
    return this.#stack.open(kind, results, start);
  }

  #end(label: Label): unknown {
    const left = this.#stack.close(label);
    this.#code.byte(control.end[0]);
    return left;
  }

  /** How many blocks out `label` is. */
  #depth(mnemonic: string, label: Label): number {
    const { labels } = this.#stack;
    const position = labels.lastIndexOf(label);
    if (position < 0) throw new StateError(
      `${this.#name}: ${mnemonic}: the label of a ${label.kind} must be open here, got one that is closed`,
    );
    return labels.length - 1 - position;
  }
}

/**
 * The operand stack as validation sees it, beside the code that is being written.
 *
 * Source of the rules: WebAssembly Core Specification, appendix "Validation Algorithm"; stricter in one thing, that
 * nothing may follow an unconditional branch in its block.
 * @module
 */

import { StateError, typeError } from '../core/errors.ts';
import { ByteWriter } from './byteWriter.ts';
import { writeConstant } from './immediates.ts';
import type { ValueType } from './valueTypes.ts';
import { Label } from './label.ts';
import { control } from './opcodesControl.ts';
import { describeOperand, Local, Value, type LocalOwner } from './operands.ts';

/** Where nothing can be put in front of a value, because another was made with it below it. */
const NOWHERE = -1;

/** Code, the values that it leaves on the stack, and the blocks that are open. */
export class TypedStack {
  readonly code: ByteWriter = new ByteWriter();
  readonly labels: Label[] = [];
  /** The function and instruction that errors name. */
  readonly who: () => string;
  #mnemonic = '';
  readonly #owner: LocalOwner;
  readonly #values: Value[] = [];
  /** Where the code that last wrote each local ends. */
  readonly #written: number[] = [];

  constructor(functionName: string, owner: LocalOwner) {
    this.who = () => `${functionName}: ${this.#mnemonic}`;
    this.#owner = owner;
  }

  /**
   * Begins an instruction: takes its operands off the stack, having put locals and constants where they stand among
   * them. Returns where the code of the first operand begins.
   */
  take(mnemonic: string, types: readonly ValueType[], operands: readonly unknown[]): number {
    this.#mnemonic = mnemonic;
    if (!this.labels[this.labels.length - 1].reachable) {
      throw new StateError(`${this.who()}: nothing may follow an unconditional branch in its block`);
    }
    let at = this.code.length;
    // From the last to the first: a local in front of a value is put where the code of that value begins.
    for (let i = types.length - 1; i >= 0; i--) {
      const operand = operands[i];
      if (!(operand instanceof Value)) this.#insert(types, i, operand, at);
      else {
        if (operand.type !== types[i]) throw this.#mismatch(types, i, operand);
        this.#pop(i, operand);
        at = operand.start;
      }
    }
    return at;
  }

  /** Ends an instruction: its results are on the stack. Returns nothing, the value, or all of them. */
  push(types: readonly ValueType[], start: number): void | Value | Value[] {
    const values = types.map((type, i) => new Value(type, this.#mnemonic, i === 0 ? start : NOWHERE));
    this.#values.push(...values);
    return values.length > 1 ? values : values[0];
  }

  /** Pushes the one result of an instruction. */
  pushOne<T extends ValueType>(type: T, start: number): Value<T> {
    const value = new Value(type, this.#mnemonic, start);
    this.#values.push(value);
    return value;
  }

  /** Notes that `local` has been written by the code so far. */
  noteWrite(local: Local): void {
    this.#written[local.index] = this.code.length;
  }

  /** Opens a block whose code begins at `start`. */
  open(kind: Label['kind'], results: readonly ValueType[], start: number): Label {
    const label = new Label(kind, results, this.#values.length, start);
    this.labels.push(label);
    return label;
  }

  /** Ends the innermost block, or its first arm; its results must be what is on the stack above where it began. */
  expectResults({ kind, results, base, reachable }: Label): void {
    const left = this.#values.splice(base);
    if (!reachable || (left.length === results.length && left.every(({ type }, i) => type === results[i]))) return;
    this.#mnemonic = kind;
    throw typeError(`${this.who()}: it must leave [${results.join(', ')}] on the stack, it leaves `
      + `[${left.map(describeOperand).join(', ')}]`);
  }

  /** Closes the innermost block and returns what it leaves. */
  close(label: Label): void | Value | Value[] {
    this.expectResults(label);
    this.labels.pop();
    this.#mnemonic = label.kind;
    return this.push(label.results, label.start);
  }

  /** Ends the code that can be reached in the innermost block. */
  endReachable(): void {
    this.labels[this.labels.length - 1].reachable = false;
  }

  #pop(i: number, operand: Value): void {
    const { base } = this.labels[this.labels.length - 1];
    const height = this.#values.length;
    if (height > base && this.#values[height - 1] === operand) this.#values.length--;
    else {
      const above = this.#values.slice(base).map(describeOperand).join(', ');
      throw new StateError(`${this.who()}: operand ${i + 1} (${describeOperand(operand)}) must be on `
        + `top of its block's stack, which holds [${above}]`);
    }
  }

  /** Writes a local's value or a constant in front of the code at `at`. */
  #insert(types: readonly ValueType[], i: number, operand: unknown, at: number): void {
    const { code } = this;
    const end = code.length;
    if (at === NOWHERE) {
      throw new StateError(`${this.who()}: ${describeOperand(operand)} must not stand before the second of several `
        + 'results, which need locals');
    }
    if (operand instanceof Local) {
      if (operand.type !== types[i]) throw this.#mismatch(types, i, operand);
      this.expectOwn(operand);
      if (at < this.#written[operand.index]) {
        throw new StateError(
          `${this.who()}: local ${operand.name} is written while a later operand is made; say by get() when it is read`,
        );
      }
      code.byte(control['local.get'][0]);
      code.unsigned(operand.index);
    } else if (typeof operand === 'number' || typeof operand === 'bigint') {
      if ((typeof operand === 'bigint') !== (types[i] === 'i64') || types[i] === 'v128') {
        throw this.#mismatch(types, i, operand);
      }
      writeConstant(code, types[i], operand, this.who);
    } else throw this.#mismatch(types, i, operand);
    code.moveTail(end, at);
  }

  /** TypeError unless `local` belongs to this function. */
  expectOwn(local: Local): void {
    if (local.owner !== this.#owner) {
      throw typeError(`${this.who()}: local ${local.name} must be of this function, got another's`);
    }
  }

  #mismatch(types: readonly ValueType[], i: number, operand: unknown): TypeError {
    return typeError(`${this.who()} takes [${types.join(', ')}]: operand ${i + 1} must be ${types[i]}, got `
      + `${describeOperand(operand)}`);
  }
}

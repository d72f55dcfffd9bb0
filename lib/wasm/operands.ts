/**
 * What an instruction can be given: a value on the stack, a local, or a number.
 * @module
 */

import type { ValueType } from './valueTypes.ts';

/**
 * A value that an instruction has left on the stack. It is taken once, and only from the top.
 */
export class Value<T extends ValueType = ValueType> {
  readonly type: T;
  /** The instruction that left it there. */
  readonly source: string;
  /** Where the code that makes it begins; −1 if other values were made with it below it. */
  readonly start: number;

  constructor(type: T, source: string, start: number) {
    this.type = type;
    this.source = source;
    this.start = start;
  }
}

/** What a function body does for its locals. */
export interface LocalOwner {
  readLocal<T extends ValueType>(local: Local<T>): Value<T>;
  writeLocal<T extends ValueType>(local: Local<T>, value: Operand<T>): void;
  teeLocal<T extends ValueType>(local: Local<T>, value: Operand<T>): Value<T>;
}

/** A named parameter or variable of a function. Given as an operand it is read where it stands among the operands. */
export class Local<T extends ValueType = ValueType> {
  readonly name: string;
  readonly type: T;
  readonly index: number;
  readonly owner: LocalOwner;

  constructor(name: string, type: T, index: number, owner: LocalOwner) {
    this.name = name;
    this.type = type;
    this.index = index;
    this.owner = owner;
  }

  /** Puts its value on the stack now. */
  get(): Value<T> {
    return this.owner.readLocal(this);
  }

  /** Gives it a value. */
  set(value: Operand<T>): void {
    this.owner.writeLocal(this, value);
  }

  /** Gives it a value and leaves that on the stack. */
  tee(value: Operand<T>): Value<T> {
    return this.owner.teeLocal(this, value);
  }
}

/** A value, a local, or a constant: a number for i32, f32 and f64 (rounded to the type), a bigint for i64. */
export type Operand<T extends ValueType> = Value<T> | Local<T> | Literal<T>;

type Literal<T extends ValueType> = T extends 'v128' ? never : T extends 'i64' ? bigint : number;

/** How an operand is named in an error. */
export function describeOperand(operand: unknown): string {
  if (operand instanceof Value) return `${operand.type} from ${operand.source}`;
  if (operand instanceof Local) return `${operand.type} local ${operand.name}`;
  if (typeof operand === 'number' || typeof operand === 'bigint') return `the ${typeof operand} ${operand}`;
  return operand === undefined ? 'nothing' : `a ${typeof operand}`;
}

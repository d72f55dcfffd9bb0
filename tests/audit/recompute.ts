/**
 * Recomputes a training step from its trace alone: the operations, and what was there before the step. The arithmetic
 * is this file's own.
 * @module
 */
import assert from 'node:assert/strict';
import type { ScalarOperation, TensorElement, TracedOperation } from '../../lib/audit/trace/operation.ts';

const { fround } = Math;
const view = new DataView(new ArrayBuffer(4));

function bitsOf(x: number): number {
  view.setFloat32(0, x);
  return view.getInt32(0);
}

function floatOf(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

const wrapped = (a: bigint): number => Number(BigInt.asIntN(32, a));

const meanings: Readonly<Partial<Record<ScalarOperation, (a: number, b: number, c: number) => number>>> = {
  add: (a, b) => fround(a + b), sub: (a, b) => fround(a - b), mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b), sqrt: (a) => fround(Math.sqrt(a)), negate: (a) => -a,
  abs: (a) => (a < 0 || Object.is(a, -0) ? -a : a), maximum: (a, b) => (b > a ? b : a), copy: (a) => a,
  less: (a, b) => (a < b ? 1 : 0), lessOrEqual: (a, b) => (a < b || a === b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  and: (a, b) => a * b, or: (a, b) => Math.max(a, b), not: (a) => 1 - a, select: (a, b, c) => (a === 1 ? b : c),
  bits: bitsOf, fromBits: floatOf, toFloat: fround,
  addInteger: (a, b) => wrapped(BigInt(a) + BigInt(b)), subInteger: (a, b) => wrapped(BigInt(a) - BigInt(b)),
  andInteger: (a, b) => wrapped(BigInt(a) & BigInt(b)), orInteger: (a, b) => wrapped(BigInt(a) | BigInt(b)),
  xorInteger: (a, b) => wrapped(BigInt(a) ^ BigInt(b)),
  shiftLeft: (a, b) => wrapped(BigInt(a) << BigInt(b)), shiftRight: (a, b) => wrapped(BigInt(a) >> BigInt(b)),
};

const key = ({ layer, tensor, index }: TensorElement): string => `${layer}/${tensor}[${index}]`;

/** What stands in the buffers, by element, as far as it is known. */
export class Recomputation {
  readonly #values = new Map<string, number>();
  readonly #results = new Map<number, number>();
  readonly #written = new Set<string>();
  /** What the present call has written, which only later ones read. */
  readonly #pending = new Map<string, number>();
  #call = -1;
  readonly #isFromHost: (element: TensorElement, value: number) => boolean;

  /**
   * `isFromHost` tells what is moved to a buffer by copying or drawn, not computed, and so is taken from the operand.
   */
  constructor(isFromHost: (element: TensorElement, value: number) => boolean = () => false) {
    this.#isFromHost = isFromHost;
  }

  /** What stands in a tensor before the step. */
  given(layer: string, tensor: string, values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++) this.#values.set(key({ layer, tensor, index }), values[index]);
  }

  /** Fails unless each operation follows from those before it. */
  follow(operations: Iterable<TracedOperation>): void {
    for (const operation of operations) {
      if (operation.call !== this.#call) this.#settle();
      this.#call = operation.call;
      this.#next(operation);
    }
    this.#settle();
  }

  #settle(): void {
    for (const [name, value] of this.#pending) this.#values.set(name, value);
    this.#pending.clear();
  }

  #next(traced: TracedOperation): void {
    const { number, operation, operands, sources, result, writes } = traced;
    const name = `operation ${number}, ${operation} for ${key(traced)}`;
    assert.equal(operands.length, sources.length, name);
    sources.forEach((source, i) => {
      if (typeof source === 'number') {
        this.#same(operands[i], this.#results.get(source), `${name}: operand ${i} from operation ${source}`);
      } else if (typeof source === 'string') assert.notEqual(source, '', name);
      else if (!this.#isFromHost(source, operands[i])) {
        this.#same(operands[i], this.#values.get(key(source)), `${name}: operand ${i} from ${key(source)}`);
      }
    });
    const meaning = meanings[operation] ?? assert.fail(`${name}: unknown`);
    this.#same(result, meaning(operands[0], operands[1], operands[2]), name);
    this.#results.set(number, result);
    if (!writes) return;
    this.#pending.set(key(traced), result);
    this.#written.add(key(traced));
  }

  #same(got: number, wanted: number | undefined, what: string): void {
    assert.ok(Object.is(got, wanted), `${what} is ${got}, wanted ${wanted}`);
  }

  /** What an element holds. */
  value(layer: string, tensor: string, index: number): number {
    return this.#values.get(key({ layer, tensor, index })) ?? NaN;
  }

  /** Fails unless the step has written every element of a tensor, and these are their values. */
  holds(layer: string, tensor: string, values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++) {
      const name = key({ layer, tensor, index });
      assert.ok(this.#written.has(name), `${name} was written`);
      this.#same(values[index], this.#values.get(name), name);
    }
  }
}

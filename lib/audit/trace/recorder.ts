/**
 * Records scalar operations while a table of kernels runs, and holds the table to them.
 * @module
 */

import { show } from '../../core/errors.ts';
import { addressOf, BufferNames, indexIn, type Range } from './bufferNames.ts';
import { evaluate } from './arithmetic.ts';
import { Chooser, phaseOf, type Region, type TraceFilter } from './filter.ts';
import {
  formatElement, type Phase, type ScalarOperation, type Source, type TensorElement, type TracedOperation,
} from './operation.ts';

/** A number with where it comes from. */
export interface Value {
  readonly value: number;
  readonly source: Source;
}

/** The operations of one element, or of a row, or, where `isShared`, of all elements of a call. */
export type Receiver = (operations: readonly TracedOperation[], isShared: boolean) => void;

export interface RecorderOptions {
  /** Which elements. Default all. */
  readonly filter?: TraceFilter;
  /** Whether exp, log and the like are shown as the basic operations that they are made of, or as one. Default true. */
  readonly expand?: boolean;
  /** Only elements that become NaN or infinite. Default false. */
  readonly onlyNonFinite?: boolean;
}

/** What is computed now. */
export interface Call {
  readonly routine: string;
  readonly formula: string | undefined;
}

type Draft = { -readonly [name in keyof TracedOperation]: TracedOperation[name] };

/** What an element must hold after the call. */
interface Expected {
  readonly array: Float32Array;
  readonly position: number;
  readonly value: number;
}

/** An array as an operand or a result, with the names of its elements. */
export class NamedArray {
  readonly array: Float32Array;
  readonly #names: BufferNames;
  #range: Range;

  constructor(array: Float32Array, names: BufferNames) {
    this.array = array;
    this.#names = names;
    this.#range = names.rangeAt(array.buffer, array.byteOffset);
  }

  element(position: number): TensorElement {
    const { array } = this, address = addressOf(array, position);
    if (address < this.#range.start || address >= this.#range.end) {
      this.#range = this.#names.rangeAt(array.buffer, address);
    }
    const { layer, tensor } = this.#range;
    return { layer, tensor, index: indexIn(this.#range, address) };
  }

  /** The element, as it stands. */
  at(position: number): Value {
    return { value: this.array[position], source: this.element(position) };
  }
}

export class Recorder {
  /** The phase of what comes next. */
  phase: Phase = 'forward';
  readonly names: BufferNames = new BufferNames();
  readonly expand: boolean;
  readonly #receive: Receiver;
  readonly #chooser: Chooser;
  readonly #onlyNonFinite: boolean;
  #count = 0;
  #calls = -1;
  #call: Call = { routine: '', formula: undefined };
  #target: TensorElement = { layer: '', tensor: '', index: 0 };
  #group: Draft[] = [];
  #expected: Expected[] = [];

  constructor(receive: Receiver, { filter = {}, expand = true, onlyNonFinite = false }: RecorderOptions = {}) {
    this.#receive = receive;
    this.#chooser = new Chooser(filter);
    this.expand = expand;
    this.#onlyNonFinite = onlyNonFinite;
  }

  /** Operations recorded. */
  get count(): number {
    return this.#count;
  }

  /**
   * Runs a call that writes regions. `replay` is given, for each region, the positions to record, and finds
   * the operands as they are before the call.
   */
  writing(
    call: Call, regions: readonly Region[], replay: (wanted: readonly Iterable<number>[]) => void, run: () => void,
  ): void {
    this.#begin(call);
    if (this.#onlyNonFinite) this.#afterwards(regions, replay, run);
    else {
      replay(regions.map((region) => this.#chooser.positions(this.names, this.phase, region)));
      run();
    }
    this.#check();
  }

  /**
   * Runs a call that returns a number; recorded where an element of what it reads is wanted. The number is element 0
   * of 'sum of w', say.
   */
  returning(call: Call, read: Region, replay: () => Value, run: () => number): number {
    this.#begin(call);
    const result = run(); // it changes nothing
    const isWanted = this.#onlyNonFinite
      ? !Number.isFinite(result)
      : this.#chooser.positions(this.names, this.phase, read).next().done !== true;
    if (!isWanted) return result;
    const { layer, tensor } = this.operand(read.array).element(read.start);
    this.#target = { layer, tensor: `${call.routine} of ${tensor}`, index: 0 };
    const returned = replay();
    this.#write(returned);
    this.flush();
    if (!Object.is(returned.value, result)) throw this.#fault(this.#target, returned.value, result);
    return result;
  }

  #begin(call: Call): void {
    this.#call = call;
    this.#calls++;
  }

  operand(array: Float32Array): NamedArray {
    return new NamedArray(array, this.names);
  }

  /** Says which element the next operations serve; index −1 is all. */
  aim(out: NamedArray, position: number): void {
    this.#target = position < 0 ? { ...out.element(0), index: -1 } : out.element(position);
  }

  /** Does and records an operation. */
  apply(operation: ScalarOperation, a: Value, b?: Value, c?: Value): Value {
    const operands = b === undefined ? [a.value] : c === undefined ? [a.value, b.value] : [a.value, b.value, c.value];
    const sources =
      b === undefined ? [a.source] : c === undefined ? [a.source, b.source] : [a.source, b.source, c.source];
    const result = evaluate(operation, operands[0], operands[1], operands[2]);
    const { layer, tensor, index } = this.#target, { routine, formula } = this.#call;
    const number = this.#count++, call = this.#calls, phase = phaseOf(this.phase, layer);
    this.#group.push({
      number, layer, tensor, index, phase, call, routine, formula, operation, operands, sources, result, writes: false,
    });
    return { value: result, source: number };
  }

  add(a: Value, b: Value): Value {
    return this.apply('add', a, b);
  }

  mul(a: Value, b: Value): Value {
    return this.apply('mul', a, b);
  }

  /** The element aimed at gets this value. */
  write({ array }: NamedArray, position: number, value: Value): void {
    this.#write(value);
    this.#expected.push({ array, position, value: value.value });
  }

  #write(value: Value): void {
    const { layer, tensor, index } = this.#target;
    const made =
      typeof value.source === 'number' ? this.#group[value.source - (this.#group.at(0)?.number ?? 0)] : undefined;
    if (made !== undefined && !made.writes && made.layer === layer && made.tensor === tensor && made.index === index) {
      made.writes = true;
    } else {
      this.apply('copy', value);
      this.#group[this.#group.length - 1].writes = true;
    }
  }

  /** Hands on what belongs together. */
  flush(isShared: boolean = false): void {
    const group = this.#group;
    this.#group = [];
    if (group.length > 0) this.#receive(group, isShared);
  }

  /** Records what has become NaN or infinite, from what the operands were. */
  #afterwards(
    regions: readonly Region[], replay: (wanted: readonly Iterable<number>[]) => void, run: () => void,
  ): void {
    const before = regions.map(contents);
    run();
    const found = regions.map(nonFinitePositions);
    if (found.every((positions) => positions.length === 0)) return;
    const after = regions.map(contents);
    regions.forEach(({ array, start }, i) => array.set(before[i], start));
    replay(found);
    regions.forEach(({ array, start }, i) => array.set(after[i], start));
  }

  /** Throws where the call has written other bits than its definition gives: the table is faulty. */
  #check(): void {
    const expected = this.#expected;
    this.#expected = [];
    for (const { array, position, value } of expected) {
      if (!Object.is(array[position], value)) {
        throw this.#fault(this.operand(array).element(position), value, array[position]);
      }
    }
  }

  #fault(element: TensorElement, wanted: number, got: number): Error {
    const { routine, formula } = this.#call, name = formula === undefined ? routine : `${routine} of '${formula}'`;
    return new Error(`trace: ${name} must give ${formatElement(element)} = ${show(wanted)} by its definition, the `
      + `table gives ${show(got)}`);
  }
}

function contents({ array, start, end }: Region): Float32Array {
  return array.slice(start, end);
}

function nonFinitePositions({ array, start, end }: Region): number[] {
  const positions: number[] = [];
  for (let at = start; at < end; at++) if (!Number.isFinite(array[at])) positions.push(at);
  return positions;
}

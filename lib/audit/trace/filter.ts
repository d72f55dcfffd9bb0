/**
 * Which elements of which tensors are wanted.
 * @module
 */

import { expectArray, expectInteger, expectOneOf } from '../../core/errors.ts';
import { addressOf, indexIn, type BufferNames, type Range } from './bufferNames.ts';
import { PHASES, type Phase } from './operation.ts';

/** Which operations to record, by the element that they serve. What is not given chooses all. */
export interface TraceFilter {
  /** Names of layers as in summaries; also 'input', 'loss' and 'optimizer'. Default all. */
  readonly layers?: readonly string[];
  /** Names of tensors: 'w', '∂J/∂w', 'z', 'a', …, and an optimizer's slots as 'm of w'. Default all. */
  readonly tensors?: readonly string[];
  /** Indices in the tensors. Default all. */
  readonly indices?: readonly number[];
  /** Parts of the step. Default all. */
  readonly phases?: readonly Phase[];
}

/** The names of these options. */
export const FILTER_OPTIONS: readonly string[] = ['layers', 'tensors', 'indices', 'phases'];

/** Elements [start, end) of an array. */
export interface Region {
  readonly array: Float32Array;
  readonly start: number;
  readonly end: number;
}

/** Throws TypeError for a filter of other than lists: before it is put to work. */
export function expectFilterLists(who: string, filter: TraceFilter): void {
  for (const [name, list] of Object.entries(filter)) {
    if (FILTER_OPTIONS.includes(name) && list !== undefined) expectArray(who, name, list);
  }
}

/** Throws TypeError or RangeError for a filter with names that are none of `names`, or with indices that are none. */
export function expectFilter(who: string, { layers, tensors, indices, phases }: TraceFilter, names: BufferNames): void {
  layers?.forEach((layer, i) => expectOneOf(who, `layers[${i}]`, layer, [...names.layers]));
  tensors?.forEach((tensor, i) => expectOneOf(who, `tensors[${i}]`, tensor, [...names.tensors]));
  indices?.forEach((index, i) => expectInteger(who, `indices[${i}]`, index));
  phases?.forEach((phase, i) => expectOneOf(who, `phases[${i}]`, phase, PHASES));
}

/** A filter at work. */
export class Chooser {
  readonly #filter: TraceFilter;
  readonly #indices: readonly number[] | undefined;

  constructor(filter: TraceFilter) {
    this.#filter = filter;
    this.#indices = filter.indices && [...new Set(filter.indices)].sort((a, b) => a - b);
  }

  /** The positions in a region's array of the elements that are wanted, ascending. */
  *positions(names: BufferNames, phase: Phase, { array, start, end }: Region): Generator<number> {
    const first = addressOf(array, start), last = addressOf(array, end);
    for (const range of names.rangesIn(array, start, end)) {
      if (!this.#accepts(range, phase)) continue;
      const low = Math.max(range.start, first), high = Math.min(range.end, last);
      const position = (address: number): number => (address - array.byteOffset) / array.BYTES_PER_ELEMENT;
      const from = position(low), to = position(high), offset = from - indexIn(range, low);
      if (this.#indices === undefined) for (let at = from; at < to; at++) yield at;
      else for (const index of this.#indices) if (offset + index >= from && offset + index < to) yield offset + index;
    }
  }

  #accepts({ layer, tensor }: Range, phase: Phase): boolean {
    const { layers, tensors, phases } = this.#filter;
    const isWanted = <T>(list: readonly T[] | undefined, value: T): boolean =>
      list === undefined || list.includes(value);
    return isWanted(layers, layer) && isWanted(tensors, tensor) && isWanted(phases, phaseOf(phase, layer));
  }
}

/** The loss is computed in the forward pass, but is a phase of its own. */
export function phaseOf(phase: Phase, layer: string): Phase {
  return phase === 'forward' && layer === 'loss' ? 'loss' : phase;
}

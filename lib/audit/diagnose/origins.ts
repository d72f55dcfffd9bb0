/**
 * Where each NaN and Infinity of a training step began.
 * @module
 */

import { formatElement, type Source, type TensorElement, type TracedOperation } from '../trace/operation.ts';

/** The beginning of a NaN or Infinity. */
export interface Origin {
  /** What made it of finite numbers; undefined where it was there before the step. */
  readonly operation: TracedOperation | undefined;
  readonly element: TensorElement;
  /** The NaN or Infinity. */
  readonly value: number;
}

/** Routines whose result goes to the host, which may make a scalar of it. */
const RETURNING = ['dot', 'nrm2', 'sum'];

/** Follows them through the operations of a step, those that a recorder of what is not finite hands on. */
export class Origins {
  readonly #ofElement = new Map<string, Origin>();
  /** By number, of the present call: what all elements share. */
  #shared = new Map<number, Origin>();
  #call = -1;
  /** That of what a routine last gave to the host. */
  returned: Origin | undefined;

  /** The origin of what an element holds; the element itself, where no operation of the step has made that. */
  of(element: TensorElement, value: number): Origin {
    return this.#ofElement.get(formatElement(element)) ?? { operation: undefined, element, value };
  }

  receive(operations: readonly TracedOperation[], isShared: boolean): void {
    const { call } = operations[0];
    if (call !== this.#call) this.#shared = new Map();
    this.#call = call;
    const known = isShared ? this.#shared : new Map<number, Origin>();
    for (const operation of operations) {
      if (Number.isFinite(operation.result)) continue;
      const origin = this.#inherited(operation, known)
        ?? { operation, element: elementOf(operation), value: operation.result };
      known.set(operation.number, origin);
      if (!operation.writes) continue;
      if (RETURNING.includes(operation.routine)) this.returned = origin;
      else this.#ofElement.set(formatElement(operation), origin);
    }
  }

  /** The origin of the operand that the result has it from; undefined where there is none. */
  #inherited(
    { operation, operands, sources, result }: TracedOperation, known: ReadonlyMap<number, Origin>,
  ): Origin | undefined {
    // What a select does not take has no effect.
    const live = operation === 'select' ? [operands[0] !== 0 ? 1 : 2] : operands.map((_, i) => i);
    const suspects = live.filter((i) => !Number.isFinite(operands[i]));
    const chosen = suspects.find((i) => Object.is(operands[i], result)) ?? suspects.at(0);
    return chosen === undefined ? undefined : this.#ofSource(sources[chosen], operands[chosen], known);
  }

  #ofSource(source: Source, value: number, known: ReadonlyMap<number, Origin>): Origin | undefined {
    if (typeof source === 'number') return known.get(source) ?? this.#shared.get(source);
    if (typeof source === 'string') return source === 'constant' ? undefined : this.returned;
    return this.of(source, value);
  }
}

function elementOf({ layer, tensor, index }: TracedOperation): TensorElement {
  return { layer, tensor, index };
}

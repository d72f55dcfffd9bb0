/**
 * The tensors of a plan, by name: what its calls work on before anything has an address.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { Handle } from '../kernels/handle.ts';
import type { Size } from '../kernels/index.ts';
import type { Network } from './network.ts';

/** Makes tensors for batches of up to `maxBatch` examples, and lists those that need a buffer. */
export class Tensors {
  readonly maxBatch: number;
  readonly #listed: Handle[] = [];

  constructor(maxBatch: number) {
    this.maxBatch = maxBatch;
  }

  /** Those that need a buffer, in order. */
  get listed(): readonly Handle[] {
    return this.#listed;
  }

  /** A tensor that may turn out to need no buffer. */
  name(layer: string, tensor: string, size: Size): Handle {
    if (typeof size === 'number') return new Handle(layer, tensor, size);
    return new Handle(layer, tensor, this.maxBatch * size.perExample, size.perExample);
  }

  list(...handles: readonly Handle[]): void {
    this.#listed.push(...handles);
  }

  /** A tensor of a buffer of its own. */
  make(layer: string, tensor: string, size: Size): Handle {
    const handle = this.name(layer, tensor, size);
    this.list(handle);
    return handle;
  }
}

/** What is learned and ∇, one flat tensor each, and their parts by the names of layer and tensor. */
export class Learned {
  readonly theta: Handle;
  readonly gradient: Handle;
  /** What layers keep beside θ. */
  readonly state: Handle;

  constructor(tensors: Tensors, { length, stateLength }: Network) {
    this.theta = tensors.make('', 'θ', length);
    this.gradient = tensors.make('', '∇J', length);
    this.state = tensors.make('', 'state', stateLength);
  }
}

/** The parts of a flat tensor, by their names in the layer; `prefix` goes before the names that others see. */
export function partsOf(flat: Handle, tensors: readonly Parameter[], prefix: string = ''): Record<string, Handle> {
  return Object.fromEntries(tensors.map(({ layer, name, offset, length }) =>
    [name, flat.part(layer, `${prefix}${name}`, offset, length)]));
}

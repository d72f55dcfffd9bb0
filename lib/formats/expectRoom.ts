/**
 * How much memory a model may take that a file describes.
 * @module
 */

import { FormatError } from '../core/errors.ts';
import { describe, roomOf, type Network } from '../plan/index.ts';

/** Most bytes, where nothing else is said. */
export const MAX_BYTES: number = 2 ** 28;
/**
 * θ, ∇ and slots of an optimizer take 6 times the parameters' bytes, and regularizers and constraints have buffers
 * of their own.
 */
export const FILES = 16;

/** Throws FormatError, before memory is taken, unless the weights are the layers' and the rest fits. */
export function expectRoom(
  who: string, network: Network, weights: readonly { readonly values: { readonly length: number } }[],
  maxBatch: number, maxBytes: number,
): void {
  if (network.length + network.stateLength !== weights.reduce((sum, { values }) => sum + values.length, 0)) {
    throw new FormatError(
      `${who}: bytes must hold the ${network.length + network.stateLength} numbers of their layers, got another number`,
    );
  }
  expectFits(who, network, maxBatch, maxBytes);
}

/** Throws FormatError, before memory is taken, unless a model of the network fits. */
export function expectFits(who: string, network: Network, maxBatch: number, maxBytes: number): void {
  const bytes = 4 * roomOf(describe(network, maxBatch)).length;
  if (!(bytes <= maxBytes)) {
    const wanted = `a model for batches of ${maxBatch} must take at most ${maxBytes} bytes (maxBytes)`;
    throw new FormatError(`${who}: ${wanted}, got a need of ${bytes}; a smaller maxBatch needs less`);
  }
}

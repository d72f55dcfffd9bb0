/**
 * What a trace is made of: scalar operations.
 * @module
 */

import { expectInteger, expectObject, expectString } from '../../core/errors.ts';
import type { Operation } from '../../formula/index.ts';

/**
 * Which part of a training step an operation belongs to. Constraints and what layers keep beside θ belong
 * to the update.
 */
export type Phase = 'forward' | 'loss' | 'backward' | 'regularization' | 'update';

/** The phases, in the order of a step. */
export const PHASES: readonly Phase[] = ['forward', 'loss', 'backward', 'regularization', 'update'];

/**
 * The operations of formulas, and two of the routines' own. `maximum` is b if b > a, else a: it passes over NaN in b.
 * `copy` computes nothing: an element is given a value that no operation made for it alone.
 */
export type ScalarOperation = Exclude<Operation, 'array' | 'scalar' | 'constant' | 'integer'> | 'maximum' | 'copy';

/** An element of a buffer by its name. */
export interface TensorElement {
  /**
   * Name of the layer; 'input', 'loss' and 'optimizer' for what belongs to none, 'scratch' and 'elsewhere' for what has
   * no name.
   */
  readonly layer: string;
  /** The name of the tensor: 'w', 'z', '∂J/∂w', …. */
  readonly tensor: string;
  /** From 0, over the whole batch. −1 for what a formula computes once, before all elements. */
  readonly index: number;
}

/**
 * Where an operand comes from: an element of a buffer, as it stood before the routine was called; the earlier operation
 * of that number, in the same call; or 'constant', or the name of a scalar such as 'learningRate'.
 */
export type Source = TensorElement | number | string;

/** One scalar operation: result = operation(operands), rounded to binary32. The element is the one that it serves. */
export interface TracedOperation extends TensorElement {
  /** Its place among the operations recorded, from 0. */
  readonly number: number;
  /** What is computed. */
  readonly operation: ScalarOperation;
  /** Binary32 values, 32-bit integers, or 1 and 0 for true and false, as the operation takes them. */
  readonly operands: readonly number[];
  /** Where each operand comes from. */
  readonly sources: readonly Source[];
  /** What came of it. */
  readonly result: number;
  /** Whether the result is what the element then holds. */
  readonly writes: boolean;
  /** The part of the step. */
  readonly phase: Phase;
  /** Which call of a routine it belongs to, from 0: what a call writes is read by later calls only. */
  readonly call: number;
  /** The routine of the table of kernels: 'gemm', 'softmax', 'elementwise', … */
  readonly routine: string;
  /** The formula's name, where the routine is 'elementwise'. */
  readonly formula: string | undefined;
}

/** `dense/w[5]` Throws nothing. */
export function formatElement(element: TensorElement): string {
  expectObject('formatElement', 'element', element);
  const { layer, tensor, index } = element;
  expectString('formatElement', 'layer', layer);
  expectString('formatElement', 'tensor', tensor);
  expectInteger('formatElement', 'index', index, -1);
  return `${layer}/${tensor}[${index}]`;
}

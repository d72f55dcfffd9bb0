/**
 * What an optimizer keeps for one buffer θ, and what it is told of a step.
 * @module
 */

import { rangeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Kernels } from '../kernels/index.ts';
import type { Around } from './options.ts';

/** What an optimizer is told about the step it takes. */
export interface Step {
  /** The step's number, from 1. */
  readonly t: number;
  /** The rate of this step. */
  readonly learningRate: number;
  /** The tensors of θ; empty where a bare buffer is trained. */
  readonly parameters: readonly Parameter[];
  /** The table to compute with. */
  readonly k: Kernels;
  /** The numbers of `firstScalars`, as the last step left them. */
  readonly scalars: Record<string, number>;
}

/** A place among the numbers of a run, as a scalar of its calls. */
export interface RunNumber {
  readonly number: number;
}

/** Gives out places among the numbers of a run. */
export class RunNumbers {
  #count = 0;

  /** How many are taken. */
  get count(): number {
    return this.#count;
  }

  readonly next = (): RunNumber => ({ number: this.#count++ });
}

/** A part of θ that one rate holds for, all of it as a rule, with all that its update works on. */
export interface Piece {
  readonly theta: Float32Array;
  readonly gradient: Float32Array;
  /** Slots and scratch buffers by name. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** The step that is taken, brought up to date before the list is run. */
  readonly step: Step;
  /** Where its rate stands among the numbers of the run. */
  readonly rate: RunNumber;
  /** Takes a number of the run. */
  readonly number: () => RunNumber;
  /** Whether its tensors are excluded from weight decay. Default false. */
  readonly isExcluded?: boolean;
}

/** Buffers by name, numbers by name, and the count of steps: all that training goes on from. */
export interface OptimizerWeights {
  readonly iterations: number;
  /** Where gradients are kept for a step, `accumulated` says how many. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly slots: Readonly<Record<string, Float32Array>>;
  /**
   * How many examples the first of the gradients kept is the mean over, and all of them; present where some are kept.
   * Without it all count as one.
   */
  readonly accumulatedExamples?: readonly [first: number, all: number];
}

/** Neighbouring tensors with one factor of the rate, all or none of them excluded from weight decay. */
export interface Stretch {
  readonly start: number;
  readonly length: number;
  readonly multiplier: number;
  readonly isExcluded: boolean;
  readonly parameters: readonly Parameter[];
}

/** What one may call a tensor. */
function namesOf({ layer, name }: Parameter): readonly string[] {
  return [name, layer, `${layer}/${name}`];
}

/**
 * Cuts the tensors of θ where the factor of the rate changes or weight decay ends or begins, or where others lie
 * between them that are not trained; without any, θ is a bare buffer and one stretch. Offsets in a stretch count from
 * its start. Throws RangeError for a factor whose layer is not there, and for a name excluded that is no tensor's.
 */
export function cut(
  who: string, thetaLength: number, parameters: readonly Parameter[],
  { learningRateMultipliers: multipliers = {}, excludeFromWeightDecay: excluded = [] }: Around = {},
): Stretch[] {
  for (const layer of Object.keys(multipliers)) {
    if (parameters.some((p) => p.layer === layer)) continue;
    const known = [...new Set(parameters.map((p) => `'${p.layer}'`))].join(', ') || 'none, since θ is a bare buffer';
    throw rangeError(`${who}: learningRateMultipliers must name layers with parameters (${known}), got '${layer}'`);
  }
  for (const name of excluded) {
    if (parameters.some((parameter) => namesOf(parameter).includes(name))) continue;
    const known = parameters.map((p) => `'${p.layer}/${p.name}'`).join(', ') || 'none, since θ is a bare buffer';
    throw rangeError(`${who}: excludeFromWeightDecay must name tensors or their layers (${known}), got '${name}'`);
  }
  const isOut = (parameter: Parameter): boolean => namesOf(parameter).some((name) => excluded.includes(name));
  const factor = ({ layer }: Parameter): number => (Object.hasOwn(multipliers, layer) ? multipliers[layer] : 1);
  if (parameters.length === 0) return [{ start: 0, length: thetaLength, multiplier: 1, isExcluded: false, parameters }];
  type Open = { -readonly [name in keyof Stretch]: Stretch[name] } & { parameters: Parameter[] };
  const stretches: Open[] = [];
  for (const tensor of parameters) {
    const { offset, length } = tensor, multiplier = factor(tensor), isExcluded = isOut(tensor), last = stretches.at(-1);
    const isAlike = last?.multiplier === multiplier && last.isExcluded === isExcluded;
    if (last !== undefined && isAlike && last.start + last.length === offset) {
      last.parameters.push({ ...tensor, offset: offset - last.start });
      last.length += length;
    } else stretches.push({ start: offset, length, multiplier, isExcluded, parameters: [{ ...tensor, offset: 0 }] });
  }
  const [first] = stretches;
  return stretches.length === 1 && first.start === 0 ? [{ ...first, parameters }] : stretches;
}

/**
 * What a plan runs once there are losses at its outputs.
 * @module
 */

import type { BoundCall, List } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { LossTensors, bindActivities, bindHeads, type Head } from './lossHead.ts';
import type { Pass, Passes } from './passes.ts';

/** Which part of a step a list belongs to. */
export type PlanPhase = 'forward' | 'backward' | 'regularization' | 'update';

/** A head, and what is run for it alone: bound calls, or lists of calls. */
export interface AttachedHead<L> extends Head {
  /** What its loss weighs in J. */
  readonly lossWeight: number;
  /** After the losses: weights of examples. */
  readonly weight: L;
  readonly backwardLoss: L;
  /** After that, likewise. */
  readonly weightGradient: L;
}

/** The heads, and what to run: bound calls, or lists of calls. */
export interface Attached<L> {
  readonly heads: readonly AttachedHead<L>[];
  /** Forward with the losses, outside training and in it. */
  readonly evaluate: L;
  readonly train: L;
  /** After these and the weights of examples: what the outputs of layers add. */
  readonly activities: L;
  readonly backwardLayers: L;
}

/** Puts a loss at each output of the passes. */
export function attach(
  passes: Passes, tensors: LossTensors, losses: readonly Loss[], lossWeights: readonly number[],
): Attached<List> {
  const { list } = passes, heads = bindHeads(passes, tensors, losses);
  const activities = bindActivities(passes, tensors, heads[0].losses);
  const isFused = (pass: Pass): boolean => heads.some(({ fused }) => fused === pass);
  const kept = list.filter((pass) => !isFused(pass)), forwards = heads.flatMap(({ forward }) => forward);
  return {
    heads: heads.map((head, i) => ({
      ...head, lossWeight: lossWeights[i], weight: head.weighting.forward, backwardLoss: head.backward,
      weightGradient: head.weighting.backward,
    })),
    evaluate: [...kept.flatMap(({ forward }) => forward), ...forwards],
    train: [...kept.flatMap(({ train }) => train), ...forwards],
    activities: list.flatMap((pass) => activities.get(pass)?.forward ?? []),
    backwardLayers: [
      ...heads.flatMap(({ adds }) => adds),
      ...[...list].reverse().flatMap((pass) => (
        [...activities.get(pass)?.backward ?? [], ...(isFused(pass) ? [] : pass.backward), ...pass.adds])),
    ],
  };
}

/** The same, bound: forward lists belong to one phase, the others to another. */
export function bindAttached(
  { heads, evaluate, train, activities, backwardLayers }: Attached<List>,
  bind: (phase: PlanPhase, list: List) => BoundCall[],
): Attached<readonly BoundCall[]> {
  const [ahead, back] = (['forward', 'backward'] as const).map((phase) => (list: List) => bind(phase, list));
  return {
    heads: heads.map(({ weight, backwardLoss, weightGradient, ...head }) => (
      { ...head, weight: ahead(weight), backwardLoss: back(backwardLoss), weightGradient: back(weightGradient) })),
    evaluate: ahead(evaluate), train: ahead(train), activities: ahead(activities),
    backwardLayers: back(backwardLayers),
  };
}

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

/** The heads, and what to run: bound calls, or lists of calls. */
export interface Attached<L> {
  readonly heads: readonly Head[];
  /** Forward with the losses, outside training and in it. */
  readonly evaluate: L;
  readonly train: L;
  /** After these: weights of examples, and what the outputs of layers add. */
  readonly weight: L;
  readonly activities: L;
  readonly backwardLoss: L;
  readonly weightGradient: L;
  readonly backwardLayers: L;
}

/** Puts a loss at each output of the passes. */
export function attach(passes: Passes, tensors: LossTensors, losses: readonly Loss[]): Attached<List> {
  const { list } = passes, heads = bindHeads(passes, tensors, losses);
  const activities = bindActivities(passes, tensors, heads[0].losses);
  const isFused = (pass: Pass): boolean => heads.some(({ fused }) => fused === pass);
  const kept = list.filter((pass) => !isFused(pass)), forwards = heads.flatMap(({ forward }) => forward);
  return {
    heads,
    evaluate: [...kept.flatMap(({ forward }) => forward), ...forwards],
    train: [...kept.flatMap(({ train }) => train), ...forwards],
    weight: heads.flatMap(({ weighting }) => weighting.forward),
    activities: list.flatMap((pass) => activities.get(pass)?.forward ?? []),
    backwardLoss: heads.flatMap(({ backward }) => backward),
    weightGradient: heads.flatMap(({ weighting }) => weighting.backward),
    backwardLayers: [
      ...heads.flatMap(({ adds }) => adds),
      ...[...list].reverse().flatMap((pass) => (
        [...activities.get(pass)?.backward ?? [], ...(isFused(pass) ? [] : pass.backward), ...pass.adds])),
    ],
  };
}

/** The same, bound: forward lists belong to one phase, the others to another. */
export function bindAttached(
  { heads, evaluate, train, weight, activities, backwardLoss, weightGradient, backwardLayers }: Attached<List>,
  bind: (phase: PlanPhase, list: List) => BoundCall[],
): Attached<readonly BoundCall[]> {
  const [ahead, back] = (['forward', 'backward'] as const).map((phase) => (list: List) => bind(phase, list));
  return {
    heads, evaluate: ahead(evaluate), train: ahead(train), weight: ahead(weight), activities: ahead(activities),
    backwardLoss: back(backwardLoss), weightGradient: back(weightGradient), backwardLayers: back(backwardLayers),
  };
}

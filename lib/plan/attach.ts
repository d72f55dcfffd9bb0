/**
 * What a plan runs once there are losses at its outputs.
 * @module
 */

import type { Handle } from '../kernels/handle.ts';
import {
  perExample, type ArrayOf, type BoundCall, type FloatArray, type Kernels, type List,
} from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { LossTensors, bindActivities, bindHeads, type Head } from './lossHead.ts';
import type { Pass, Passes } from './passes.ts';

/** Which part of a step a list belongs to. */
export type PlanPhase = 'forward' | 'backward' | 'regularization' | 'update';

/** Binds a list of a plan: `bindList` on the plan's table, or what a watcher does instead. */
export type Bind<A extends FloatArray> =
  (k: Kernels<A>, phase: PlanPhase, list: List, arrayOf: ArrayOf<A>) => BoundCall[];

/** A head, and what is run for it alone: bound calls, or lists of calls. */
export interface AttachedHead<L> extends Head {
  /** What its loss weighs in J. */
  readonly lossWeight: number;
  /** After the losses: weights. */
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
  /** What the outputs of layers add to J. */
  readonly activities: L;
  /** Where that is, one an example. */
  readonly activityLosses: Handle | undefined;
  /** Whether the rows of a whole batch must be counted beforehand, by which backward divides. */
  readonly countsRows: boolean;
  /** What of forward must then be known: all masks. */
  readonly masks: L;
  readonly backwardLayers: L;
  /** The loss and the layers in one list, since two cost more; undefined where something comes between. */
  readonly backward: L | undefined;
}

/** Puts a loss at each output of the passes. */
export function attach(
  passes: Passes, tensors: LossTensors, losses: readonly Loss[], lossWeights: readonly number[],
): Attached<List> {
  const { list, flows } = passes, heads = bindHeads(passes, tensors, losses);
  const isActive = list.some(({ node: { of: { layer } } }) => layer.activityRegularizer !== undefined);
  const activityLosses = isActive ? tensors.make('activities', 'losses', perExample(1)) : undefined;
  const activities = activityLosses && bindActivities(passes, tensors, activityLosses);
  const countsRows = heads.some((head) => head.countsRows);
  const masks = list.flatMap(({ node: { part }, forward }) => (part === 'mask' ? forward : []));
  const isFused = (pass: Pass): boolean => heads.some(({ fused }) => fused === pass);
  const kept = list.filter((pass) => !isFused(pass));
  const forwards = heads.flatMap(({ counting, forward, masking }) =>
    [...counting, ...forward, ...masking?.forward ?? []]);
  const backwards = heads.map(({ backward, masking }) => [...backward, ...masking?.backward ?? []]);
  const backwardLayers = [
    ...heads.flatMap(({ adds }) => adds),
    ...[...list].reverse().flatMap((pass) => [
      ...flows.unread(pass.node), ...activities?.get(pass)?.backward ?? [], ...(isFused(pass) ? [] : pass.backward),
      ...pass.adds,
    ]),
  ];
  return {
    heads: heads.map((head, i) => ({
      ...head, lossWeight: lossWeights[i], weight: head.weighting.forward, backwardLoss: backwards[i],
      weightGradient: head.weighting.backward,
    })),
    evaluate: [...kept.flatMap(({ forward }) => forward), ...forwards],
    train: [...kept.flatMap(({ train }) => train), ...forwards],
    activities: list.flatMap((pass) => activities?.get(pass)?.forward ?? []), activityLosses,
    countsRows, masks: countsRows ? [...masks, ...heads.flatMap(({ counting }) => counting)] : [],
    backwardLayers,
    backward: heads.length > 1 || isActive ? undefined : [...backwards[0], ...backwardLayers],
  };
}

/** The same, bound: forward lists belong to one phase, the others to another. */
export function bindAttached(
  { heads, evaluate, train, activities, activityLosses, countsRows, masks, backwardLayers, backward }: Attached<List>,
  bind: (phase: PlanPhase, list: List) => BoundCall[],
): Attached<readonly BoundCall[]> {
  const [ahead, back] = (['forward', 'backward'] as const).map((phase) => (list: List) => bind(phase, list));
  return {
    heads: heads.map(({ weight, backwardLoss, weightGradient, ...head }) => (
      { ...head, weight: ahead(weight), backwardLoss: back(backwardLoss), weightGradient: back(weightGradient) })),
    evaluate: ahead(evaluate), train: ahead(train), activities: ahead(activities), activityLosses,
    countsRows, masks: ahead(masks), backwardLayers: back(backwardLayers), backward: backward && back(backward),
  };
}

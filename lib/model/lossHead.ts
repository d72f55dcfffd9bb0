/**
 * The end of a plan: a loss, weights of examples, what the outputs of layers add, and the lists that they make of the plan.
 * @module
 */

import { bindList, type BoundCall, type FloatArray, type HostCall, type Kernels, type List } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { calls } from './calls.ts';
import type { Network } from './network.ts';
import { activityOf, type Activity } from './regularization.ts';
import { listsOf, type Stage } from './stage.ts';
import { weightingOf } from './weights.ts';

/** The end of a plan once a loss is attached, and what it then runs. */
export interface Head<A extends FloatArray> {
  readonly targets: A;
  readonly targetLength: number;
  /** How many labels there are; 0 where targets are none. */
  readonly classes: number;
  readonly losses: A;
  readonly weights: A;
  /** Whether the batch has weights. */
  isWeighted: boolean;
  /** Whether the loss stands for the last activation too. */
  readonly fused: boolean;
  /** Forward with the loss, outside training and in it; what weights then do, and what the outputs of layers add. */
  readonly evaluate: readonly BoundCall[];
  readonly train: readonly BoundCall[];
  readonly weight: readonly BoundCall[];
  readonly activities: readonly BoundCall[];
  readonly backwardLoss: readonly BoundCall[];
  readonly weightGradient: readonly BoundCall[];
  readonly backwardLayers: readonly BoundCall[];
  /** Calls in plain TypeScript, with who makes them. */
  readonly hosts: readonly { readonly user: string; readonly call: HostCall }[];
}

/** What losses need, kept for the next one. */
export class LossRoom<A extends FloatArray> {
  readonly targets: A;
  readonly losses: A;
  readonly weights: A;
  readonly #caches: A[] = [];
  readonly #allocate: () => A;
  activities: readonly (Activity | undefined)[] | undefined;

  constructor(k: Kernels<A>, maxBatch: number, outputs: number) {
    this.#allocate = () => k.allocate(maxBatch * outputs);
    this.targets = this.#allocate();
    this.losses = k.allocate(maxBatch);
    this.weights = k.allocate(maxBatch);
  }

  /** A function that gives one cache after the other, the same for every loss. */
  caches(): () => A {
    let taken = 0;
    return () => this.#caches[taken++] ??= this.#allocate();
  }

  /** All that have been taken. */
  get taken(): readonly A[] {
    return this.#caches;
  }
}

/** Puts a loss at the end of a plan's stages. */
export function attachLoss<A extends FloatArray>(
  k: Kernels<A>, { layers }: Network, stages: readonly Stage<A>[], maxBatch: number, room: LossRoom<A>, loss: Loss,
): Head<A> {
  const last = stages[stages.length - 1], { width: outputs, z, a, da, rows } = last, { targets, losses, weights } = room;
  const layer = layers.at(-1)?.layer;
  const mayFuse = rows === 1 && layer?.activityRegularizer === undefined; // which needs ∂J/∂a
  const fusion = mayFuse && loss.fused?.activation === layer?.activation?.name ? loss.fused : undefined, fused = fusion !== undefined;
  const node = { k: calls, outputs, prediction: a, targets, losses, gradient: da, logits: z, cache: room.caches() };
  const lists = (fusion ?? loss).bind(node), user = `loss '${loss.name}'`, ofLoss = k.named?.(user) ?? k;
  const activities = room.activities ??= stages.map(({ width, a: out, da: dOut }, i) => {
    const regularizer = layers[i].layer.activityRegularizer;
    return regularizer && activityOf((length) => k.allocate(length), regularizer, width, maxBatch, out, dOut, losses);
  });
  const weighting = weightingOf(outputs, weights, losses, da), isLabel = loss.target === 'label';
  const ofStages = { stages, last: fused ? last : undefined };
  return {
    targets, targetLength: isLabel ? 1 : outputs, classes: isLabel ? outputs : 0, losses, weights, isWeighted: false, fused,
    evaluate: [...bindForward(ofStages, false), ...bindList(ofLoss, lists.forward)],
    train: [...bindForward(ofStages, true), ...bindList(ofLoss, lists.forward)],
    weight: bindList(k, weighting.forward),
    activities: bindList(k, activities.flatMap((activity) => activity?.forward ?? [])),
    backwardLoss: bindList(ofLoss, lists.backward),
    weightGradient: bindList(k, weighting.backward),
    backwardLayers: bindBackward(ofStages, activities),
    hosts: [...stages.flatMap((stage) => hostsOf(`layer '${stage.name}'`, listsOf(stage))), ...hostsOf(user, [lists.forward, lists.backward])],
  };
}

/** The stages, and the last one where the loss stands for its activation. */
interface Stages<A extends FloatArray> {
  readonly stages: readonly Stage<A>[];
  readonly last: Stage<A> | undefined;
}

function bindForward<A extends FloatArray>({ stages, last }: Stages<A>, isTraining: boolean): BoundCall[] {
  return stages.flatMap((stage) => {
    const { own, activation } = stage, first = isTraining ? own?.train ?? own?.forward : own?.forward;
    return bindList(stage.k, [...first ?? [], ...(stage === last ? [] : activation?.forward ?? [])]);
  });
}

/** From the last stage back: what its output adds to the loss, its activation, itself. */
function bindBackward<A extends FloatArray>({ stages, last }: Stages<A>, activities: readonly (Activity | undefined)[]): BoundCall[] {
  return stages.map((stage, i) => {
    const { own, activation } = stage;
    return bindList(stage.k, [
      ...activities[i]?.backward ?? [], ...(stage === last ? [] : activation?.backward ?? []), ...own?.backward ?? [],
    ]);
  }).reverse().flat();
}

function hostsOf(user: string, lists: readonly List[]): { readonly user: string; readonly call: HostCall }[] {
  return lists.flatMap((list) => list.flatMap((call) => ('host' in call ? [{ user, call }] : [])));
}

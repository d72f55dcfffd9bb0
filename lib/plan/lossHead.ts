/**
 * The end of a plan: the losses of its outputs, weights of examples, and what the outputs of layers add.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import type { Value } from '../graph/index.ts';
import { calls } from '../kernels/calls.ts';
import type { Handle } from '../kernels/handle.ts';
import { perExample, type List, type Size } from '../kernels/index.ts';
import type { Loss, LossLists } from '../losses/index.ts';
import { expectLists } from './expectLists.ts';
import { adding, zeroed } from './flows.ts';
import type { Pass, Passes } from './passes.ts';
import { activityOf, type Activity } from './regularization.ts';
import type { Tensors } from './tensors.ts';
import { weightingOf, type Weighting } from './weighting.ts';

/** The loss of one output. */
export interface Head {
  readonly loss: Loss;
  /** The output. */
  readonly prediction: Handle;
  readonly targets: Handle;
  /** Targets an example. */
  readonly width: number;
  /** How many labels there are; 0 where targets are none. */
  readonly classes: number;
  readonly losses: Handle;
  readonly weights: Handle;
  /** The pass that the loss stands for too: an activation right before it. */
  readonly fused: Pass | undefined;
  readonly forward: List;
  readonly backward: List;
  /** What weights of examples do after `forward` and after `backward`. */
  readonly weighting: Weighting;
  /** At last: adds ∂J/∂output to what a loss before has left of it, where one output has several. */
  readonly adds: List;
}

/** Tensors of losses, of which the next one takes what suits it. */
export class LossTensors {
  readonly #tensors: Tensors;
  readonly #made = new Map<string, Handle>();

  constructor(tensors: Tensors) {
    this.#tensors = tensors;
  }

  /** A tensor by its names; `use` tells apart those of one name. */
  make(layer: string, name: string, size: Size, use: string = ''): Handle {
    const key = JSON.stringify([layer, name, size, use]);
    const made = this.#made.get(key) ?? this.#tensors.make(layer, name, size);
    this.#made.set(key, made);
    return made;
  }
}

/** Puts a loss at each output. The first that an output has writes ∂J/∂ of it; others add to that. */
export function bindHeads(passes: Passes, tensors: LossTensors, losses: readonly Loss[]): Head[] {
  const { network: { graph: { outputs } } } = passes;
  return losses.map((loss, i) => headOf(passes, tensors, loss, outputs, i));
}

function headOf(passes: Passes, tensors: LossTensors, loss: Loss, all: readonly Value[], number: number): Head {
  const { flows, list } = passes, user = number === 0 ? 'loss' : `loss ${number + 1}`, value = all[number];
  const outputs = sizeOf(value.shape), adds = all.indexOf(value) < number;
  const isAlone = !adds && all.lastIndexOf(value) === number;
  const make = (name: string, size: Size): Handle => tensors.make(user, name, size);
  const pass = list.find(({ node }) => node === value.from);
  const fusion = isAlone ? fusionOf(passes, loss, value, pass) : undefined;
  const prediction = flows.valueOf(value), whole = flows.gradientOf(value), isLabel = loss.target === 'label';
  if (whole === undefined) throw new Error('plan: an output has no gradient to write');
  const size = perExample(outputs), gradient = adds ? make('∂J/∂a', size) : whole;
  const logits = fusion === undefined || pass === undefined ? prediction : flows.valueOf(pass.node.inputs[0]);
  const width = isLabel ? 1 : outputs, targets = make('y', perExample(width));
  const [ownLosses, weights] = ['losses', 'weights'].map((name) => make(name, perExample(1)));
  let caches = 0;
  const lists: LossLists = (fusion ?? loss).bind({
    k: calls, outputs, prediction, targets, losses: ownLosses, gradient, logits,
    cache: (name, wanted) => tensors.make(user, name, wanted, `cache ${caches++}`),
  });
  expectLists(`loss '${loss.name}'`, lists);
  return {
    loss, prediction, targets, width, classes: isLabel ? outputs : 0, losses: ownLosses, weights,
    fused: fusion === undefined ? undefined : pass, forward: lists.forward, backward: lists.backward,
    weighting: weightingOf(outputs, weights, ownLosses, gradient),
    adds: adds ? [calls.elementwise(adding, size, [whole, gradient])] : [],
  };
}

/**
 * A loss may stand for the activation before it, where no layer and no other loss reads what that gives, and the
 * activation works along all of an example.
 */
function fusionOf({ flows }: Passes, { fused }: Loss, value: Value, pass: Pass | undefined): Loss['fused'] {
  if (fused === undefined || pass === undefined || pass.node.part !== 'activation' || flows.isRead(value)) {
    return undefined;
  }
  const { activation, activityRegularizer } = pass.node.of.layer, { shape } = value;
  const isWhole = shape[shape.length - 1] === sizeOf(shape) && activityRegularizer === undefined;
  return isWhole && activation?.name === fused.activation ? fused : undefined;
}

/** What the outputs of layers add to the losses of the first head, by the pass that makes each output. */
export function bindActivities(
  { list, flows }: Passes, tensors: LossTensors, losses: Handle,
): ReadonlyMap<Pass, Activity> {
  const found = new Map<Pass, Activity>();
  for (const pass of list) {
    const { of: { layer, name }, part, outputs: [value] } = pass.node, { activation, activityRegularizer } = layer;
    if (activityRegularizer === undefined || (part === 'layer' && activation !== undefined)) continue;
    const da = flows.gradientOf(value), node = { a: flows.valueOf(value), da, losses };
    const make = (tensor: string, size: Size): Handle => tensors.make(name, tensor, size);
    const { forward, backward } = activityOf(make, activityRegularizer, sizeOf(value.shape), node);
    // of an output that nobody reads ∂J/∂ is 0 before a regularizer adds to it
    const first = da === undefined || flows.hasWriter(value) ? [] : [zeroed(da)];
    found.set(pass, { forward, backward: [...first, ...backward] });
  }
  return found;
}

/**
 * The end of a plan: the losses of its outputs, weights of examples, and what the outputs of layers add.
 *
 * A loss works on rows: an output of one axis is one row an example, one of several axes a row for each place of
 * the others, such as each step of a sequence.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import type { Value } from '../graph/index.ts';
import { equal, mul, select, type Expression } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { enlistedCalls } from '../kernels/enlist.ts';
import * as calls from '../kernels/allCalls.ts';
import { forRows, sizeForRows } from '../kernels/forRows.ts';
import type { Handle } from '../kernels/handle.ts';
import { perExample, type List, type Size } from '../kernels/index.ts';
import { adding } from '../layers/adding.ts';
import type { Loss, LossLists } from '../losses/index.ts';
import { expectLists } from './expectLists.ts';
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
  /** Rows an example. */
  readonly steps: number;
  /** Targets an example. */
  readonly width: number;
  /** How many labels there are; 0 where targets are none. */
  readonly classes: number;
  /** One a row, as are weights. */
  readonly losses: Handle;
  readonly weights: Handle;
  /** Which rows count, where not all do: as a mask of the output says, and labels that the loss ignores. */
  readonly mask: Handle | undefined;
  /** The calls that write that mask where it depends on labels, once these are loaded. */
  readonly counting: List;
  /** Whether J divides by a number that takes a look at the whole batch, such as that of the rows that count. */
  readonly countsRows: boolean;
  /** The pass that the loss stands for too: an activation right before it. */
  readonly fused: Pass | undefined;
  readonly forward: List;
  readonly backward: List;
  /** What weights do after `forward` and after `backward`, and what the mask does before that. */
  readonly weighting: Weighting;
  readonly masking: Weighting | undefined;
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
  const { flows, list, network: { graph } } = passes, user = number === 0 ? 'loss' : `loss ${number + 1}`;
  const value = all[number], { outputs, steps } = rowsOf(value.shape), adds = all.indexOf(value) < number;
  const isAlone = !adds && all.lastIndexOf(value) === number;
  const make = (name: string, size: Size): Handle => tensors.make(user, name, sizeForRows(size, steps));
  const pass = list.find(({ node }) => node === value.from);
  const fusion = isAlone ? fusionOf(passes, loss, value, pass) : undefined;
  const prediction = flows.valueOf(value), whole = flows.gradientOf(value), isLabel = loss.target === 'label';
  if (whole === undefined) throw new Error('plan: an output has no gradient to write');
  const size = perExample(outputs), gradient = adds ? make('∂J/∂a', size) : whole;
  const logits = fusion === undefined || pass === undefined ? prediction : flows.valueOf(pass.node.inputs[0]);
  const width = isLabel ? 1 : outputs, targets = make('y', perExample(width));
  const masked = graph.outputMasks[number], given = masked && flows.valueOf(masked);
  if (given !== undefined && given.perExample !== steps) throw maskOfOtherRows(value.shape, steps);
  const [ownLosses, weights] = ['losses', 'weights'].map((name) => make(name, perExample(1)));
  const { ignoreClass } = loss, mask = ignoreClass === undefined ? given : make('mask', perExample(1));
  const counting = ignoreClass === undefined || mask === undefined ? []
    : countingOf(ignoreClass, steps, targets, given, mask);
  let caches = 0;
  const lists: LossLists = (fusion ?? loss).bind({
    k: enlistedCalls, outputs, prediction, targets, losses: ownLosses, gradient, logits,
    cache: (name, wanted) => tensors.make(user, name, sizeForRows(wanted, steps), `cache ${caches++}`),
  });
  expectLists(`loss '${loss.name}'`, lists);
  const weighed = (by: Handle): Weighting => weightingOf(steps, outputs, by, ownLosses, gradient);
  return {
    loss, prediction, targets, steps, width: width * steps, classes: isLabel ? outputs : 0,
    losses: ownLosses, weights, mask, counting,
    countsRows: mask !== undefined || loss.reduction === 'sum' || loss.reduction === 'meanWithSampleWeight',
    fused: fusion === undefined ? undefined : pass,
    forward: forRows(lists.forward, steps), backward: forRows(lists.backward, steps),
    weighting: weighed(weights), masking: mask && weighed(mask),
    adds: adds ? [calls.elementwise(adding, sizeForRows(size, steps), [whole, gradient])] : [],
  };
}

/** Writes which rows count: all that do not have the label to be ignored, of those that a mask counts. */
function countingOf(
  ignoreClass: number, steps: number, labels: Handle, given: Handle | undefined, mask: Handle,
): List {
  const isCounted = (label: Expression<'float'>): Expression<'float'> => select(equal(label, ignoreClass), 0, 1);
  if (given === undefined) {
    const program = lazyFormula({
      name: 'counted', arrays: ['labels', 'mask'], define: (symbols) => ({ mask: isCounted(symbols.labels) }),
    });
    return [calls.elementwise(program, perExample(steps), [labels, mask])];
  }
  const program = lazyFormula({
    name: 'counted', arrays: ['labels', 'given', 'mask'],
    define: (symbols) => ({ mask: mul(symbols.given, isCounted(symbols.labels)) }),
  });
  return [calls.elementwise(program, perExample(steps), [labels, given, mask])];
}

/** The rows of an example, along the last axis. */
export function rowsOf(shape: Shape): { readonly outputs: number; readonly steps: number } {
  const outputs = shape.at(-1) ?? 1;
  return { outputs, steps: sizeOf(shape) / outputs };
}

function maskOfOtherRows(shape: Shape, steps: number): ShapeError {
  const of = `the mask of an output of shape ${formatShape(shape)}`;
  return new ShapeError(
    `compile: ${of} must have ${steps} places, one a row of the loss, got another; flatten drops masks`,
  );
}

/**
 * A loss may stand for the activation before it, where no layer and no other loss reads what that gives.
 */
function fusionOf({ flows }: Passes, { fused }: Loss, value: Value, pass: Pass | undefined): Loss['fused'] {
  if (fused === undefined || pass === undefined || pass.node.part !== 'activation' || flows.isRead(value)) {
    return undefined;
  }
  const { activation, activityRegularizer } = pass.node.of.layer;
  return activityRegularizer === undefined && activation?.name === fused.activation ? fused : undefined;
}

/** What the outputs of layers add to J, by the pass that makes each output; `losses` has one number an example. */
export function bindActivities(
  { list, flows }: Passes, tensors: LossTensors, losses: Handle,
): ReadonlyMap<Pass, Activity> {
  const found = new Map<Pass, Activity>();
  for (const pass of list) {
    const { of: { layer, name }, part, outputs: [value] } = pass.node, { activation, activityRegularizer } = layer;
    if (activityRegularizer === undefined || (part === 'layer' && activation !== undefined)) continue;
    const da = flows.gradientOf(value), node = { a: flows.valueOf(value), da, losses };
    const make = (tensor: string, size: Size): Handle => tensors.make(name, tensor, size);
    const isFirst = found.size === 0, width = sizeOf(value.shape);
    found.set(pass, activityOf(make, activityRegularizer, width, node, isFirst));
  }
  return found;
}

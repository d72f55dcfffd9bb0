/**
 * What compiling a model settles.
 * @module
 */

import { warmUp, type Plan } from '../plan/index.ts';
import { toChosen, type CompileOptions } from './compileOptions.ts';
import { expectNoConstant, expectOutputs, shapesOf } from './examples.ts';
import { expectDifferentNames } from './expectMetrics.ts';
import { measuresOf } from './measures.ts';
import type { Names } from './names.ts';
import { expectShardable } from './sharding.ts';
import { TrainingStep, type Compiled } from './step.ts';
import { frozenIn, trainedIn } from './trained.ts';

type Attached = Pick<Compiled, 'losses' | 'lossWeights' | 'frozen'>;

/**
 * Puts losses at the ends of a plan, and an optimizer's state beside θ. Throws TypeError, RangeError or ShapeError for
 * options that do not fit; the plan is then as it was `before`.
 */
export function compile(
  plan: Plan<Float32Array>, names: Names, options: CompileOptions, before: Compiled | undefined,
): Compiled {
  const { network } = plan, shapes = shapesOf(network);
  const chosen = toChosen(names, options, shapes.outputNames), { optimizer, losses } = chosen;
  expectNoConstant('compile', network.layers);
  shapes.outputs.forEach((outputs, i) => {
    expectOutputs('compile', losses[i], outputs);
  });
  const ends = { ...shapes, losses }, measures = measuresOf(ends, chosen);
  const start = () => measures.map((measure) => measure.start());
  expectDifferentNames('compile', measures);
  const counts = { batch: start(), epoch: start(), validation: start(), evaluation: start() };
  const frozen = frozenIn(network), trained = trainedIn(network, frozen);
  const settled = { ...chosen, frozen };
  expectShardable(plan.description, settled);
  const step = new TrainingStep(plan, optimizer.prepare(plan.theta, plan.k, trained), settled);
  attach(plan, settled, before);
  return { ...ends, ...settled, trained, step, measures, counts };
}

/** Where it throws, the losses before stay. */
function attach(
  plan: Plan<Float32Array>, { losses, lossWeights, frozen }: Attached, before: Attached | undefined,
): void {
  try {
    plan.attachLosses(losses, lossWeights, frozen);
    warmUp(plan);
  } catch (error) {
    if (before !== undefined) plan.attachLosses(before.losses, before.lossWeights, before.frozen);
    throw error;
  }
}

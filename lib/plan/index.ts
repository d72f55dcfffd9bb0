/**
 * Plans: the buffers and lists that a graph is run with.
 * @module
 */

export type { Bind, PlanPhase } from './attach.ts';
export { describe, roomOf, type Description } from './description.ts';
export { expectLabels, expectUnchanged, widthsOf, type Examples, type Targets, type Widths } from './examples.ts';
export { initialize } from './initialize.ts';
export { listsOf } from './listsOf.ts';
export { rowsOf } from './lossHead.ts';
export { makePlan, reservePlan } from './makePlan.ts';
export {
  allTensors, forwardTensors, gradientTensors, learnedTensors, penaltyTensors, tensorsIn, type NamedTensor,
} from './namedTensors.ts';
export { layOut, type Network, type NetworkLayer } from './network.ts';
export type { Pass } from './passes.ts';
export { Plan } from './plan.ts';
export { firstRow, shardsFor, statisticsLayer, type ShardNode, type Sharding, type Shards } from './shards.ts';
export { Sums } from './sums.ts';
export { sweep, type Visitor } from './sweep.ts';
export { sweepGradient } from './sweepGradient.ts';
export { usedRowsOf } from './usedRows.ts';
export { warmUp } from './warmUp.ts';

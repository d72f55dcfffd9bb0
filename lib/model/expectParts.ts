/**
 * What a model is made and compiled of, where users write it by subclassing: refused where it is none, and where a member
 * of it is misspelt, so that nobody would call it.
 * @module
 */
import { expectInstance, expectNoMisspelling, show, typeError } from '../core/errors.ts';
import type { Layer } from '../layers/index.ts';
import { Optimizer } from '../optimizers/index.ts';
import { HOW_TO_MINIMIZE } from './fitOptions.ts';

/** What subclasses override. */
const LAYER_MEMBERS = [
  'kind', 'name', 'inputShape', 'activation', 'activityRegularizer', 'outputShape', 'getConfig', 'parameters', 'state',
  'caches', 'bind',
];
const OPTIMIZER_MEMBERS = [
  'name', 'slotNames', 'scratchNames', 'firstScalars', 'learningRate', 'applyDense', 'slotLength', 'slotStart',
  'finishStep', 'getConfig', 'computeGradients', 'applyGradients', 'minimize', 'iterations', 'prepare', 'getWeights',
  'setWeights',
];

const AN_OPTIMIZER = 'an Optimizer such as sgd({ learningRate: 0.1 })';

/** TypeError where a layer has a member that is nearly one which subclasses override. */
export function expectLayerMembers(who: string, layers: readonly Layer[]): void {
  layers.forEach((layer, i) => expectNoMisspelling(who, `layers[${i}]`, layer, LAYER_MEMBERS));
}

/** TypeError for what is no optimizer, or is one with a member that is nearly one which subclasses override. */
export function expectOptimizer(who: string, value: unknown): asserts value is Optimizer {
  if (typeof value === 'function') {
    throw typeError(`${who}: optimizer must be ${AN_OPTIMIZER}, got ${show(value)}; ${HOW_TO_MINIMIZE}`);
  }
  expectInstance(who, 'optimizer', value, Optimizer, AN_OPTIMIZER);
  expectNoMisspelling(who, 'optimizer', value, OPTIMIZER_MEMBERS);
}

/**
 * Random graphs of layers.
 * @module
 */
import type { Philox } from '../../lib/core/philox.ts';
import {
  activation, add, concatenate, dense, dropout, flatten, multiply, subtract, type SymbolicTensor,
} from '../../lib/layers/index.ts';
import { input, model, type Model, type ModelOptions } from '../../lib/model/index.ts';
import { Sum, Twice } from '../graph/sum.ts';
import { once, pick } from '../helpers/random.ts';

/**
 * Layers on layers, each of four units: merges of any tensors before, one tensor twice too, a shared layer, layers of
 * two outputs of which one may lead nowhere, frozen layers, activities with penalties, one to three inputs, outputs
 * within the graph, an input itself among them, and one that all tensors lead to.
 */
export function randomGraph(random: Philox, options: ModelOptions = {}): Model {
  const inputs = Array.from({ length: 1 + random.nextBelow(3) }, (_, i) => input({ shape: [4], name: `in ${i}` }));
  const shared = dense({ units: 4, activation: 'tanh', name: 'shared', kernelRegularizer: 'l2' });
  const other = dense({ units: 4, name: 'other', activityRegularizer: 'l2' }), tensors: SymbolicTensor[] = [...inputs];
  const one = (): SymbolicTensor => pick(random, once(random, 3) ? tensors : tensors.slice(-3));
  for (let i = 2 + random.nextBelow(12); i > 0; i--) {
    const frozen = dense({ units: 4, activation: 'tanh' });
    frozen.trainable = false;
    tensors.push(pick(random, [
      () => shared.apply(one()), () => other.apply(one()), () => frozen.apply(one()),
      () => add().apply([one(), one(), one()]), () => subtract().apply([one(), one()]),
      () => new Sum().apply([one(), one()]), () => activation('tanh').apply(multiply().apply([one(), one()])),
      () => dense({ units: 4, activation: 'softplus' }).apply(one()), () => flatten().apply(one()),
      () => dense({ units: 4 }).apply(concatenate().apply([one(), one()])),
      () => dropout({ rate: 0.25 }).apply(one()), () => activation('softmax').apply(one()),
    ])());
    if (once(random, 6)) tensors.push(...new Twice().applyAll(one()).slice(random.nextBelow(2)));
  }
  const all = tensors.reduce((sum, tensor) => add().apply([sum, tensor]));
  const ends = Array.from({ length: random.nextBelow(3) }, () => pick(random, tensors));
  const outputs = Object.fromEntries([...ends, all].map((tensor, i) => [`out ${i}`, tensor]));
  return model({ inputs, outputs, seed: random.nextBelow(1000), ...options });
}

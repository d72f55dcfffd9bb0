import type { Model } from '../model/index.ts';
import { expectModel } from '../model/expectModel.ts';
import { pack } from './container.ts';
import { contentsOf } from './contents.ts';

/**
 * A model as bytes: layers, θ and what is kept beside it, and once it is compiled loss, metrics and optimizer with its
 * slots, seed and steps, History, and the position within the epoch. Training that goes on from them gives the bits
 * of training that was never left.
 *
 *     const bytes = save(model);
 *     const again = load(bytes);
 *     await again.fit(x, y, { epochs: 10, resume: true });
 *
 * Layers, losses and so on of one's own are saved by name, and handed to `load` again. It may be called within
 * a callback of `fit`. The same state gives the same bytes, whatever the kernels. Not saved: the data, callbacks
 * (what they have counted is), first values given by hand. A NaN stays NaN, without its payload.
 *
 * Throws TypeError for something of one's own without a name or with that of another, and StateError, within an epoch,
 * for a metric of one's own without `numbers` and `restore`.
 */
export function save(model: Model): Uint8Array {
  expectModel('save', model);
  return pack(contentsOf(model));
}

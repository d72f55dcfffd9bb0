import type { Model } from '../model/index.ts';
import { expectModel } from '../model/expectModel.ts';
import { unpack } from './container.ts';
import { TENSORS } from './contents.ts';

/**
 * Takes only θ, and what layers keep beside it, from the bytes of `save` into a model of the same shapes.
 * All else stays as it is, so that training goes another way than it would have: for that, see `load`.
 *
 * Throws FormatError for bytes that are no checkpoint, and ShapeError, changing nothing, where tensors do not fit.
 */
export function loadWeights(model: Model, bytes: Uint8Array): void {
  expectModel('loadWeights', model);
  model.setWeights(unpack('loadWeights', bytes)
    .tensors.filter(({ name }) => name.startsWith(TENSORS.weights))
    .map(({ values }) => values));
}

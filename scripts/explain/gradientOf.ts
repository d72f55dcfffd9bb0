import type { Model } from '../../lib/index.ts';
import { sgd } from '../../lib/index.ts';
import type { RowSource } from '../../lib/kernels/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import type { Targets } from '../../lib/model/index.ts';

/**
 * J and ∇J of examples as one batch, by the step that trains: the model stays as it is, for a copy of it takes the
 * step, of length 0.
 */
export function gradientOf(
  model: Model, x: RowSource, y: Targets,
): { readonly loss: number; readonly gradient: Float32Array } {
  const copy = load(save(model), { kernels: model.kernels });
  copy.compile({ optimizer: sgd({ learningRate: 0 }), loss: model.loss });
  const { loss } = copy.trainOnBatch(x, y);
  return { loss, gradient: copy.gradient };
}

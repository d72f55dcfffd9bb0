/**
 * Networks to explain.
 * @module
 */
import { createFloat64Kernels, type Kernels } from '../../lib/kernels/index.ts';
import { dense, type ActivationName } from '../../lib/layers/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { planFor } from '../../lib/model/planFor.ts';
import { sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { uniform } from '../../lib/random/index.ts';
import { layersOf, networkCase } from '../model/networkCases.ts';
import { tables } from '../kernels/tables.ts';

/** The report's 3-2-3-2 network, its input and its targets. */
export function reportCase(kernels: Kernels = tables[0]): { model: Sequential; x: Float32Array; y: readonly number[] } {
  const example = networkCase('worked example');
  const model = sequential(layersOf(example), { kernels });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'halfSquaredError' });
  return { model, x: Float32Array.from(example.x), y: example.targets };
}

export interface Shape {
  readonly widths: readonly number[];
  readonly activations: readonly ActivationName[];
  readonly loss: LossName;
}

/** A dense network of these widths, input first, its biases no zeros. */
export function denseModel(
  { widths, activations, loss }: Shape, seed: number, optimizer: Optimizer = sgd({ learningRate: 0.1 }),
): Sequential {
  const layers = widths.slice(1).map((units, l) => dense({
    units, activation: activations[l],
    biasInitializer: uniform({ seed: seed + l, length: units, low: -0.4, high: 0.6 }),
    ...(l === 0 && { inputShape: [widths[0]] }),
  }));
  const model = sequential(layers, { seed });
  model.compile({ optimizer, loss });
  return model;
}

/** Examples without symmetry, and targets that the loss takes. */
export function examplesOf({ widths, loss }: Shape, count: number, seed: number): { x: Float32Array; y: Float32Array } {
  const outputs = widths[widths.length - 1];
  const x = uniform({ seed, stream: 7, length: count * widths[0], low: -1, high: 1 });
  if (loss === 'sparseCategoricalCrossentropy') {
    return { x, y: Float32Array.from({ length: count }, (_, e) => (3 * e + seed) % outputs) };
  }
  return { x, y: uniform({ seed, stream: 8, length: count * outputs, low: 0.1, high: 0.9 }) };
}

/** ∇J by back-propagation in binary64. */
export function exactGradient(model: Sequential, x: Float32Array, y: ArrayLike<number>): Float64Array {
  const count = x.length / (model.layers[0].inputShape ?? [1]).reduce((a, b) => a * b, 1);
  const plan = planFor(model, createFloat64Kernels(), count);
  plan.starts[0].load('test', plan.k, x, undefined, 0, count);
  plan.ends[0].loadTargets(plan.k, y, undefined, 0, count);
  plan.forwardLoss(count, { ...plan.moment, batch: count });
  plan.backward(count, count, 0);
  return plan.gradient;
}

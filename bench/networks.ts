/**
 * The networks whose training is measured, and batches for them.
 * @module
 */
import { dense, sequential, sgd, type CompileOptions, type Sequential } from '../lib/index.ts';
import type { Kernels } from '../lib/kernels/index.ts';
import { fill } from './operands.ts';

export interface TrainedNetwork {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly hidden: 'relu' | 'sigmoid';
  /** 'classes': softmax and cross-entropy; 'numbers': sigmoid and the mean squared error. */
  readonly targets: 'classes' | 'numbers';
}

export const reportNetwork: TrainedNetwork = {
  widths: [784, 12, 12, 10], batch: 32, hidden: 'relu', targets: 'classes',
};

export const networks: readonly TrainedNetwork[] = [
  reportNetwork,
  { widths: [784, 128, 10], batch: 32, hidden: 'relu', targets: 'classes' },
  { widths: [2, 8, 1], batch: 4, hidden: 'sigmoid', targets: 'numbers' },
  { widths: [4, 16, 3], batch: 4, hidden: 'relu', targets: 'classes' },
];

/** As the rows name it: `784-12-12-10 batch 32`. */
export function describe({ widths, batch }: TrainedNetwork): string {
  return `${widths.join('-')} batch ${batch}`;
}

/** A compiled model with the report's rate of 0.1. */
export function build(
  { widths, hidden, targets }: TrainedNetwork, kernels: Kernels, metrics: CompileOptions['metrics'] = [],
): Sequential {
  const last = widths.length - 1;
  const layers = widths.slice(1).map((units, i) => dense({
    units,
    activation: i + 1 < last ? hidden : targets === 'classes' ? 'softmax' : 'sigmoid',
    ...(i === 0 && { inputShape: [widths[0]] }),
  }));
  const model = sequential(layers, { kernels });
  model.compile({
    optimizer: sgd({ learningRate: 0.1 }),
    loss: targets === 'classes' ? 'sparseCategoricalCrossentropy' : 'meanSquaredError', metrics,
  });
  return model;
}

export interface Batch {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** `count` batches of examples from [0, 1) with random targets, each batch in arrays of its own. */
export function batchesFor({ widths, batch, targets }: TrainedNetwork, count: number): readonly Batch[] {
  const outputs = widths[widths.length - 1];
  return Array.from({ length: count }, (_, i) => {
    const x = fill(new Float32Array(batch * widths[0]), i, 0, 1);
    const y = targets === 'classes'
      ? fill(new Float32Array(batch), i, 0, outputs).map(Math.floor)
      : fill(new Float32Array(batch * outputs), i, 0, 1);
    return { x, y };
  });
}

/** Floating-point operations of one step's matrix products: y, dw, and dx of all layers but the first. */
export function stepFlops({ widths, batch }: TrainedNetwork): number {
  return widths.slice(1).reduce((sum, units, i) => sum + 2 * batch * widths[i] * units * (i === 0 ? 2 : 3), 0);
}

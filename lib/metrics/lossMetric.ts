/**
 * Losses as metrics.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import { enlistedCalls } from '../kernels/enlist.ts';
import { enlistedKernels } from '../kernels/enlistedKernels.ts';
import { bindAlone, perExample, type BoundPart, type Size } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from './metric.ts';
import { runningMean } from './runningMean.ts';
import { expectTarget } from './share.ts';

/** How many rows the loss works on at a time. */
const ROWS = 64;

interface Work {
  readonly prediction: Float32Array;
  readonly targets: Float32Array;
  readonly losses: Float32Array;
  readonly pass: BoundPart;
}

/** A loss at work on the outputs as they are, also where it would stand for the activation before it. */
function workOf(loss: Loss, outputs: number): Work {
  const k = enlistedKernels();
  const make = (size: Size): Float32Array => k.allocate(typeof size === 'number' ? size : ROWS * size.perExample);
  const wide = perExample(outputs), prediction = make(wide), losses = make(perExample(1));
  const targets = make(loss.target === 'label' ? perExample(1) : wide);
  const pass = bindAlone(k, loss.bind({
    k: enlistedCalls, outputs, prediction, targets, losses, gradient: make(wide), logits: prediction,
    cache: (_name, size) => make(size),
  }));
  return { prediction, targets, losses, pass };
}

/**
 * The mean of a loss over rows, each by its weight, added in binary64: of the outputs, without what regularizers add.
 * Where the model's targets are labels, a loss of vectors takes them as one-hot.
 */
export function lossMetric(loss: Loss): Metric {
  const { name, target, leastOutputs = target === 'label' ? 2 : 1, ignoreClass } = loss;
  return {
    name, better: 'lower', loss,
    start(outputs, trained) {
      if (target === 'label') expectTarget(name, target, trained);
      if (outputs < leastOutputs) {
        throw new ShapeError(`metric ${name} needs at least ${leastOutputs} outputs, since of fewer it is a constant, `
          + `got ${outputs}`);
      }
      const isOneHot = target === 'vector' && trained.target === 'label', width = target === 'label' ? 1 : outputs;
      const { add, count } = runningMean();
      let work: Work | undefined;
      return {
        ...count,
        update(prediction, targets, batch, weights) {
          work ??= workOf(loss, outputs);
          for (let first = 0; first < batch; first += ROWS) {
            const rows = Math.min(ROWS, batch - first), end = first + rows;
            work.prediction.set(prediction.subarray(first * outputs, end * outputs));
            if (isOneHot) {
              work.targets.fill(0);
              for (let row = 0; row < rows; row++) work.targets[row * outputs + targets[first + row]] = 1;
            } else work.targets.set(targets.subarray(first * width, end * width));
            loss.expectTargets?.(`metric ${name}`, work.targets.subarray(0, rows * width));
            work.pass.forward(rows);
            for (let row = 0; row < rows; row++) {
              if (ignoreClass !== undefined && work.targets[row] === ignoreClass) continue;
              add(work.losses[row], weights === undefined ? 1 : weights[first + row]);
            }
          }
        },
      };
    },
  };
}

/**
 * Training that pretends: an epoch's number is what a list says, so that callbacks can be asked when they act.
 */
import { sequential, type Callback, type FitOptions, type History, type Sequential } from '../../../lib/model/index.ts';
import { dense } from '../../../lib/layers/index.ts';
import { sgd } from '../../../lib/optimizers/index.ts';

/** One weight, whose gradient is 0. */
export function pretender(learningRate: number = 0.5): Sequential {
  const model = sequential([dense({ units: 1, useBias: false, inputShape: [1] })]);
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
  return model;
}

/** Fits with the logs of epoch e given `name` = values[e] before the callbacks see them; θ is e then. */
export function pretend(
  model: Sequential, values: readonly (number | undefined)[], callbacks: readonly Callback[], name: string = 'val_loss',
  options: FitOptions = {},
): Promise<History> {
  const script: Callback = {
    onEpochEnd(epoch, logs) {
      const value = values[epoch];
      if (value !== undefined) logs[name] = value;
      model.theta[0] = epoch;
    },
  };
  return model.fit(Float32Array.of(0), [0], { epochs: values.length, ...options, callbacks: [script, ...callbacks] });
}

/**
 * What --save, --save-every and --resume do.
 * @module
 */
import { modelCheckpoint, type Callback, type Model } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { Dense } from '../../lib/layers/index.ts';
import { loadFile, saveFile } from '../../lib/node/index.ts';
import { networkNameOf } from './network.ts';
import { ACTIVATIONS, type Options } from './options.ts';

/** Callbacks that keep the file of --save up to date. */
export function checkpoints({ save, saveEvery = Infinity }: Pick<Options, 'save' | 'saveEvery'>): Partial<Callback>[] {
  if (save === undefined) return [];
  const atStep: Partial<Callback> = {
    onBatchEnd: (_batch, _logs, model) => {
      if (model.steps % saveEvery === 0) saveFile(save, model);
    },
  };
  const whole = [
    modelCheckpoint({ save: (model) => saveFile(save, model) }),
    { onTrainEnd: (model: Model) => saveFile(save, model) },
  ];
  return saveEvery === Infinity ? whole : [atStep, ...whole];
}

/** The model of --resume, and the options that it was made with; undefined without one. Throws as `loadFile`. */
export function resumed(options: Options): { readonly model: Model; readonly options: Options } | undefined {
  const { resume, maxBatch, kernels } = options;
  if (resume === undefined) return undefined;
  const model = loadFile(resume, { maxBatch, kernels: kernels && createKernels(kernels) });
  const hidden = model.layers.filter((layer) => layer instanceof Dense).slice(0, -1);
  const { learningRate } = model.optimizer;
  const activation = ACTIVATIONS.find((name) => name === hidden.at(0)?.activation?.name) ?? 'linear';
  const rate = typeof learningRate === 'number' ? learningRate : learningRate(model.steps);
  return {
    model,
    options: {
      ...options, network: networkNameOf(model), seed: model.seed, hidden: hidden.map(({ units }) => units), activation,
      learningRate: rate,
    },
  };
}

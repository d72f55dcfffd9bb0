/**
 * The command line of `npm run way-out`.
 * @module
 */
import type { Command } from '../command/command.ts';
import { flag, text } from '../command/kinds.ts';

export interface Options {
  readonly python: string;
  readonly demand: boolean;
}

export const wayOut: Command<Options> = {
  name: 'npm run way-out',
  does: `Trains three networks for 100 steps, writes them for other libraries, and lets those go on: predictions in ONNX
    Runtime, TensorFlow.js, Keras and PyTorch, and 100 more steps in Keras and PyTorch, on the batches that would come
    here, with the losses that come here. Then the way in: networks that Keras and PyTorch trained are loaded, one
    weight explained, gradients checked, a step audited.

    ONNX Runtime and TensorFlow.js are installed into tests/exchange/node_modules by the first run; Keras and PyTorch
    are those of a Python that has tensorflow, keras, torch and safetensors. What is missing is skipped, and said.`,
  options: {
    python: {
      kind: text('PROGRAM'), help: 'the Python that has them', environment: 'WAY_OUT_PYTHON', byDefault: 'python3',
    },
    demand: { kind: flag, help: 'what is missing is an error' },
  },
  exits: { 0: 'all is within the tolerances', 1: 'something is not' },
};

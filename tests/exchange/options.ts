/**
 * The command line of `npm run test:exchange`.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';
import { flag, text } from '../../scripts/command/kinds.ts';

export interface Options {
  readonly python: string;
  readonly record: boolean;
}

export const testExchange: Command<Options> = {
  name: 'npm run test:exchange',
  does: `Writes a model of every layer, activation and option of the golden cases for other libraries, and lets those
    predict: ONNX Runtime, TensorFlow.js, and Keras where Python has it; h5wasm reads the weights in files of Keras.
    Given words, only cases with one of them in their names. The first run installs the packages into
    tests/exchange/node_modules; what is missing is skipped, and said.`,
  operands: { shown: '[WORD…]', what: 'a part of a case\'s name', least: 0, most: Infinity },
  options: {
    python: {
      kind: text('PROGRAM'), help: 'the Python that has tensorflow, keras and safetensors',
      environment: 'WAY_OUT_PYTHON', byDefault: 'python3',
    },
    record: { kind: flag, help: 'also write what was checked, so that the quick tests know the files by their bytes' },
  },
  exits: { 0: 'all predict as here', 1: 'one does not' },
};

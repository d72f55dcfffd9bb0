/**
 * The command line of `bitgrad convert`.
 * @module
 */
import { json, type Command } from '../command/command.ts';
import { flag, input, oneOf } from '../command/kinds.ts';
import { suffixesOf } from './formats.ts';

export interface Options {
  readonly architecture: string | undefined;
  readonly convention: 'bitgrad' | 'pytorch';
  readonly channelsLast: boolean;
  readonly json: boolean;
}

export const convert: Command<Options> = {
  name: 'bitgrad convert',
  does: `Reads a model of one library and writes it for another, by the suffixes of the files, and reports what did not
    travel as it was. What the other format has not is refused by name, and nothing is written.

    IN ends in ${suffixesOf('read').join(', ')}; OUT in ${suffixesOf('write').join(', ')}.`,
  operands: { shown: 'IN OUT', what: 'the file to read and the file to write', least: 2, most: 2 },
  options: {
    architecture: {
      kind: input, help: 'a model of any of these formats whose layers take the tensors of a .safetensors file',
      otherwise: 'what saveSafetensors wrote into the file',
    },
    convention: {
      kind: oneOf(['bitgrad', 'pytorch']), byDefault: 'bitgrad', needs: 'architecture',
      help: 'how those tensors are called and lie: bitgrad, as layer/parameter; pytorch, as a state_dict has them',
    },
    channelsLast: { kind: flag, help: 'images of an .onnx file are given channels last, as layers here have them' },
    json,
  },
  examples: [
    ['run.bitgrad model.keras', 'a checkpoint, for Keras'],
    ['model.h5 web/model.json', 'a file of Keras 2, for TensorFlow.js: model.json with weights.bin beside it'],
    ['model.onnx predict.mjs', 'a model of any library that exports ONNX, as a module that predicts'],
    [
      'weights.safetensors run.bitgrad --architecture layers.json --convention pytorch',
      'what PyTorch learned, for layers that were made here',
    ],
  ],
  notes: `A checkpoint (.bitgrad, .state) is what save and --save of bitgrad train write. model.json is TensorFlow.js's,
    with shards beside it; any other .json has the layers that toJSON describes, without weights.`,
  exits: { 0: 'converted' },
};

/**
 * Doors of exchange.
 * @module
 */
import {
  saveSafetensors, writeKeras, writeOnnx, writeSafetensors, writeTfjs,
} from '../../../lib/exchange/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { callback, count, door, flag, isEmpty, only, options, text, word, type Doors } from '../argument.ts';
import { compiled, model } from './models.ts';

const saved = (): Uint8Array => saveSafetensors(compiled());
const tensor = (...shape: readonly number[]) =>
  ({ shape, values: new Float32Array(shape.reduce((size, length) => size * length, 1)) });
const modules = () => new Map(Object.entries({
  'hidden.weight': tensor(2, 2), 'hidden.bias': tensor(2), 'out.weight': tensor(1, 2), 'out.bias': tensor(1),
}));
const list = only(() => [], (value) => Array.isArray(value) && value.length === 0);
const maxHeaderBytes = count(10_000, 1);

const kernels = only(() => createKernels('reference')), onNote = callback();
const ofKeras = options({
  inputShapes: only(() => [[2]], (value) => Array.isArray(value)), kernels, maxBatch: count(4, 1),
  maxBytes: count(10_000_000, 1), maxLayers: count(100, 1), onNote,
});
const noted = options({ onNote });

export const exchange: Doors = {
  hardSigmoidOfKeras3: door(),
  readKeras: door({ bytes: only(() => writeKeras(compiled())), options: ofKeras }),
  readOnnx: door({
    bytes: only(() => writeOnnx(compiled())),
    options: options({
      externalData: callback(), constants: only(() => ({}), isEmpty), batchAxes: only(() => ({}), isEmpty),
      channelsLast: flag(), maxElements: count(1_000_000, 1), maxBytes: count(2 ** 26, 1), maxNodes: count(100, 1),
      seed: count(3), maxBatch: count(4, 1), kernels, name: text('net'),
      outputs: only(() => [...compiled().network.graph.outputNames]),
    }),
  }),
  readTfjs: door({ parts: only(() => writeTfjs(compiled())), options: ofKeras }),
  writeKeras: door({ model, options: noted }),
  writeOnnx: door({ model, options: options({ graphName: text('net') }) }),
  writeTfjs: door({ model, options: noted }),
  exportPredict: door({ model }),
  loadTensors: door({
    model: only(compiled), tensors: only(modules),
    options: options({ convention: word('pytorch'), names: only(() => ({}), isEmpty) }, ['convention']),
  }),
  modelFromSafetensors: door({
    bytes: only(saved),
    options: options({
      custom: list, kernels: only(() => createKernels('reference')), maxBatch: count(4, 1),
      maxBytes: count(1_000_000, 1), maxHeaderBytes,
    }),
  }),
  readSafetensors: door({
    bytes: only(() => writeSafetensors({ a: tensor(2) })), options: options({ maxHeaderBytes }),
  }),
  saveSafetensors: door({ model }),
  writeSafetensors: door({
    tensors: only(() => ({ a: tensor(2) }), isEmpty),
    metadata: only(() => ({ a: 'b' }), (value) => value === undefined || isEmpty(value)),
  }),
};

/**
 * Doors of exchange.
 * @module
 */
import { saveSafetensors, writeSafetensors } from '../../../lib/exchange/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { count, door, isEmpty, only, options, word, type Doors } from '../argument.ts';
import { compiled, model } from './models.ts';

const saved = (): Uint8Array => saveSafetensors(compiled());
const tensor = (...shape: readonly number[]) =>
  ({ shape, values: new Float32Array(shape.reduce((size, length) => size * length, 1)) });
const modules = () => new Map(Object.entries({
  'hidden.weight': tensor(2, 2), 'hidden.bias': tensor(2), 'out.weight': tensor(1, 2), 'out.bias': tensor(1),
}));
const list = only(() => [], (value) => Array.isArray(value) && value.length === 0);
const maxHeaderBytes = count(10_000, 1);

export const exchange: Doors = {
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

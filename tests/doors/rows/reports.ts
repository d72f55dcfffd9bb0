/**
 * Doors of audit, formats and files.
 * @module
 */
import type { TracedOperation } from '../../../lib/audit/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import * as files from '../../../lib/node/index.ts';
import {
  callback, costly, count, door, either, flag, method, only, options, positive, text, word, type Door, type Doors,
  type Members,
} from '../argument.ts';
import { ledgerBytes, path, saved, within } from './files.ts';
import { compiled, model, weights, x, y } from './models.ts';

const operation = (): TracedOperation => ({
  number: 0, layer: 'out', tensor: 'z', index: 0, operation: 'add', operands: [1, 2], sources: ['a', 'b'], result: 3,
  writes: true, phase: 'forward', call: 1, routine: 'gemm', formula: undefined,
});
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const list = (good: () => unknown) => only(good, isEmptyList);
/** x and y are names of tensors too. */
const tensors = only(() => ['w'], (value) => Array.isArray(value) && value.join() === 'x,y' || isEmptyList(value));
const trained = options({ x, y, ...weights }, ['x', 'y']);
const kernels = only(() => createKernels('reference'));
const opened = { custom: list(() => []), kernels };
const detective = door({ options: options({ onFound: callback() }) });
const book = door({
  options: options({ every: either(count(2, 1)), write: callback(), checkpointBytes: count(1000),
    maxBytes: count(100000, 1) }),
});

export const audit: Doors = {
  checkGradients: costly(door({
    model, x, y,
    options: options({ parameters: count(2), directions: count(1), tolerance: positive(1e-6), seed: count(1),
      ...weights }),
  })),
  plot: door({ model }),
  diagnose: door({ model, x, y, options: options(weights) }),
  numerics: door({ model, x, y, options: options(weights) }),
  trace: costly(door({
    model, x, y,
    options: options({
      layers: list(() => ['out']), tensors, indices: list(() => [0]),
        phases: list(() => ['forward']), onOperation: callback(),
      into: only(() => [], Array.isArray), expand: flag(), ...weights,
    }),
  })),
  explainGradient: costly(door({
    model, x, y, options: options({ layer: count(2, 2), i: count(1, 1), j: count(1, 1), bias: flag(false),
      most: count(3), ...weights }, ['layer', 'i', 'j']),
  })),
  nanDetective: detective, NanDetective: detective, ledger: book, Ledger: book,
  readLedger: door({ bytes: only(ledgerBytes) }),
  verifyLedger: costly(door({
    bytes: only(ledgerBytes), data: trained,
    options: options({ ...opened, steps: list(() => [1]), allowIncomplete: flag(false), onProgress: callback() }),
  })),
  locateDifference: costly(door({
    bytes: only(ledgerBytes), data: trained, options: options({ suspect: kernels, ...opened }, ['suspect']),
  })),
  fromJsonl: door({ line: only(() => JSON.stringify(operation())) }),
  toJsonl: door({ operation: only(operation) }),
  formatElement: door({ element: options({ layer: text('out'), tensor: text('w'), index: count(0, -1) }, ['layer',
    'tensor', 'index']) }),
};

const loading = options({ ...opened, maxBatch: count(4, 1), maxBytes: count(1000000, 1) });

export const formats: Doors = {
  load: door({ bytes: only(saved), options: loading }),
  loadWeights: door({ model: only(compiled), bytes: only(saved) }),
  save: door({ model }),
};

type Callable = (path: unknown, ...rest: unknown[]) => unknown;

/** A door whose first argument is a path. */
const at = (name: keyof typeof files, args: Members, names: readonly string[] = []): Door =>
  method((path: never, ...rest: never[]) => (files[name] as Callable)(within(path), ...rest), args, names);

/** Of what is wrong in a file, errors name the bytes. */
export const node: Doors = {
  jsonlFile: method((given: never) => files.jsonlFile(within(given) as string).close(), {
    path: text(path('written.jsonl')),
  }),
  ledgerFile: at('ledgerFile', { path: text(path('written.ledger')) }),
  loadFile: at('loadFile', { path: word(path('model.bitgrad')), options: loading }, ['bytes']),
  readIdxFile: at('readIdxFile', {
    path: word(path('images.idx')), options: options({ maxBytes: count(100000, 1), onHeader: callback() }),
  }, ['bytes']),
  readMnist: at('readMnist', { directory: word(path('mnist')), options: options({
    maxBytes: count(100000, 1), name: only(() => undefined), classes: count(10, 1), transposed: flag(false),
  }) }),
  rowsOfFile: at('rowsOfFile', { path: text(path('images.idx')), options: options({
    rowBytes: count(4, 1), skip: count(0, 0), batchSize: count(2, 1), seed: count(0, 0), toBatch: callback(),
  }) }),
  saveFile: at('saveFile', { path: text(path('saved.bitgrad')), model }),
  writeFileAtomically: at('writeFileAtomically', {
    path: text(path('bytes')), bytes: only(() => Uint8Array.of(1), (value) => value instanceof Uint8Array),
  }),
};

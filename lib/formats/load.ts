/**
 * Models from bytes.
 * @module
 */

import { ARITHMETIC_CONTRACT, isKnownContract } from '../core/contract.ts';
import { FormatError, expectInteger, expectKnownOptions, show } from '../core/errors.ts';
import { expectKernels } from '../kernels/expectKernels.ts';
import type { Kernels } from '../kernels/index.ts';
import { Layer } from '../layers/index.ts';
import { sequential, type EarlierContract, type Model, type NamedState } from '../model/index.ts';
import { LayersModel } from '../model/layersModel.ts';
import { wholeLibrary } from '../model/wholeLibrary.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { FILES, MAX_BYTES, expectRoom } from './expectRoom.ts';
import { isPackOf, unpack, type Contents, type Tensor } from './container.ts';
import { TENSORS, contentsOf } from './contents.ts';
import { listOf, objectOf, type JsonObject } from '../model/description/json.ts';
import { networkOf } from '../model/description/networkOf.ts';
import { readHistory } from './readHistory.ts';
import { ownByName, revive, reviveCompiled, type Named, type Own } from '../model/description/revive.ts';
import { expectSaid } from './said.ts';

/** What {@link load} takes. */
export interface LoadOptions {
  /**
   * What the model has of one's own, each by its `name`: classes of layers and optimizers; activations, losses,
   * metrics, initializers, regularizers, constraints and schedules as they are. Names must differ. A class is given one
   * object: what `getConfig` gave. Default none.
   */
  readonly custom?: readonly Named[] | undefined;
  /** The table to compute with; default the best for this engine. */
  readonly kernels?: Kernels | undefined;
  /** Most examples that are computed at once; default as it was. */
  readonly maxBatch?: number | undefined;
  /**
   * Most bytes that the model may take where that is more than 16 times the file's; default 2²⁸. Activations for
   * `maxBatch` examples are the most of it.
   */
  readonly maxBytes?: number | undefined;
}

/**
 * The model that `save` made bytes of, compiled if it was.
 *
 * What bytes of an earlier version do not say takes its default: so do, in those of arithmetic contract 1, the epochs
 * begun, which are those of their History, and the sizes of the batches whose gradients wait for a step, which are its
 * batch size. Training goes on under the contract of this version, and has the bits of an earlier one as far as what it
 * uses has not changed since; `model.earlierContracts` says where it went on.
 *
 * Throws FormatError, and takes no more memory than its length justifies, for bytes that are not a checkpoint to the
 * last bit: cut off, damaged, of a later contract, or saying what is not known here or what no model that comes of them
 * says; and where `custom` lacks what they name. Throws TypeError or RangeError for options.
 */
export function load(bytes: Uint8Array, options: LoadOptions = {}): Model {
  expectKnownOptions('load', options, ['custom', 'kernels', 'maxBatch', 'maxBytes']);
  const { kernels, maxBatch, maxBytes = MAX_BYTES, custom: given = [] } = options;
  const custom = ownByName('load', 'bytes', given);
  if (kernels !== undefined) expectKernels('load', 'kernels', kernels);
  if (maxBatch !== undefined) expectInteger('load', 'maxBatch', maxBatch, 1);
  expectInteger('load', 'maxBytes', maxBytes, 1);
  const contents = unpack('load', bytes);
  if (!isPackOf(bytes, contents)) {
    throw new FormatError('load: bytes must be as save writes them, got other text, padding or NaN');
  }
  const { contract } = contents.manifest;
  if (!isKnownContract(contract)) {
    const wanted = `of arithmetic contract ${ARITHMETIC_CONTRACT} or an earlier one`;
    throw new FormatError(`load: bytes must be ${wanted}, got ${show(contract)}`);
  }
  try {
    const saved = contents.manifest.maxBatch;
    expectInteger('load', 'maxBatch', saved, 1);
    const model = restore(
      contents, custom, { kernels, maxBatch: maxBatch ?? saved, maxBytes: Math.max(maxBytes, FILES * bytes.length) },
    );
    const { manifest, tensors } = contentsOf(model, saved);
    expectSaid(contents, { manifest: { ...manifest, contract }, tensors });
    return model;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(
      `load: bytes must describe a model: ${error instanceof Error ? error.message : String(error)}`, { cause: error },
    );
  }}

interface Limits {
  readonly kernels: Kernels | undefined;
  readonly maxBatch: number;
  readonly maxBytes: number;
}

function restore(
  { manifest, tensors }: Contents, custom: Own, { kernels, maxBatch, maxBytes }: Limits,
): Model {
  const { name, seed, steps, epochsBegun, layers: described, graph, compiled, history: kept } = manifest;
  expectInteger('load', 'seed', seed);
  const layers = listOf(described).map((layer) => revive(layer, custom)) as Layer[];
  const weights = tensors.filter(({ name }) => name.startsWith(TENSORS.weights));
  const isStack = graph === undefined;
  const network = networkOf(layers, graph, custom);
  expectRoom('load', network, weights, maxBatch, maxBytes);
  const options = {
    seed, maxBatch, weights: weights.map(({ values }) => values), ...(kernels !== undefined && { kernels }),
    ...(name !== undefined && { name: name as string }),
  };
  const model = isStack ? sequential(layers, options) : new LayersModel('load', network, options, wholeLibrary);
  model.steps = steps as number;
  const numbers = tensorsByName(tensors);
  const history = kept === undefined ? undefined : readHistory(objectOf(kept), numbers);
  if (compiled !== undefined) {
    restoreCompiled(model, objectOf(compiled), numbers, custom, history?.params.batchSize || undefined);
  }
  model.history = history;
  model.earlierContracts = contractsBefore(manifest);
  model.epochsBegun = epochsBegun === undefined ? (history?.epoch.at(-1) ?? -1) + 1 : epochsBegun as number;
  if (manifest.position !== undefined) restorePosition(model, objectOf(manifest.position), numbers);
  // An epoch counts from its first step on: before it, `initialEpoch` may be ahead.
  if (epochsBegun !== undefined && model.position?.batch === 0) model.epochsBegun = epochsBegun as number;
  return model;
}

/** Those that the file says, and that of the file itself if it is an earlier one under which a step was done. */
function contractsBefore({ contract, steps, earlierContracts = [] }: JsonObject): readonly EarlierContract[] {
  const said = listOf(earlierContracts).map((entry) => objectOf(entry) as JsonObject & EarlierContract);
  const last = said.at(-1)?.until ?? 0, until = steps as number;
  return contract === ARITHMETIC_CONTRACT || until === last ? said : [...said, { contract: contract as number, until }];
}

/** The numbers of a tensor. Throws FormatError where there is none of that name. */
type Numbers = (name: string) => Float32Array | Float64Array;

function tensorsByName(tensors: readonly Tensor[]): Numbers {
  const all = new Map(tensors.map(({ name, values }) => [name, values]));
  return (name) => {
    const values = all.get(name);
    if (values !== undefined) return values;
    throw new FormatError(`load: bytes must hold tensor ${show(name)}, got none of that name`);
  };
}

/** `batchSize` is what the batches of gradients that wait for a step had, where nothing else is said. */
function restoreCompiled(
  model: Model, compiled: JsonObject, numbers: Numbers, custom: Own, batchSize: number = 1,
): void {
  const { iterations, scalars: names, slots, accumulatedExamples } = compiled;
  const options = reviveCompiled(compiled, custom), optimizer = options.optimizer as Optimizer;
  model.compile(options);
  const values = numbers(TENSORS.scalars);
  const scalars = Object.fromEntries(listOf(names).map((name, i) => [String(name), values[i]]));
  const { accumulated = 0 } = scalars, alike = [batchSize, accumulated * batchSize] as const;
  optimizer.setWeights(model.theta, {
    iterations: iterations as number, scalars,
    slots: Object.fromEntries(
      listOf(slots).map(String).map((name) => [name, numbers(TENSORS.slots + name) as Float32Array]),
    ),
    accumulatedExamples: accumulatedExamples === undefined ? alike : accumulatedExamples as typeof alike,
  });
}

function restorePosition(model: Model, position: JsonObject, numbers: Numbers): void {
  const { epoch, begun = epoch, batch, examples, entered, callbacks, learningRate } = position;
  model.position = {
    epoch: epoch as number, begun: begun as number, batch: batch as number, total: numbers(TENSORS.total)[0] ?? NaN,
    ...(examples !== undefined && { examples: examples as number }),
    counts: model.measures.map((_, i) => [...numbers(TENSORS.counts + String(i))]), entered: entered as string[],
    ...(callbacks !== undefined && {
      callbacks: listOf(callbacks).map((own, i) => toState(objectOf(own), i, numbers)),
    }),
    ...(learningRate !== undefined && { learningRate: learningRate as number }),
  };
}

/** What the callback of that number has counted. */
function toState({ name, numbers: names, arrays, words }: JsonObject, i: number, numbers: Numbers): NamedState {
  const place = `${TENSORS.callbacks}${i}/`, values = numbers(`${place}numbers`);
  return {
    name: name as string,
    state: {
      ...Object.fromEntries(listOf(names).map((own, n) => [String(own), values[n]])),
      ...Object.fromEntries(listOf(arrays).map(String).map((own) => (
        [own, numbers(`${place}arrays/${own}`) as Float32Array]))),
      ...(objectOf(words) as Record<string, readonly string[]>),
    },
  };
}

/**
 * TensorFlow.js, ONNX Runtime and h5wasm, from the packages of this folder: the little of them that is used.
 * @module
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/command/place.ts';

/** The folder whose package.json asks for them. */
export const FOLDER: string = join(ROOT, 'tests', 'exchange');

const load = createRequire(join(FOLDER, 'package.json'));

/** Numbers with a shape, the batch first. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface TfTensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
  dispose(): void;
}

interface TfModel {
  predict(inputs: readonly TfTensor[] | TfTensor, options?: { readonly batchSize: number }): TfTensor | TfTensor[];
  dispose(): void;
}

interface Tfjs {
  /** Says nothing about the platform. */
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  tensor(values: Float32Array, shape: readonly number[]): TfTensor;
  loadLayersModel(handler: { load(): Promise<object> }): Promise<TfModel>;
}

interface Session {
  readonly inputMetadata: readonly { readonly name: string; readonly type?: string }[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
  release(): Promise<void>;
}

interface OnnxRuntime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: { readonly graphOptimizationLevel: 'disabled' | 'all' }): Promise<Session>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int64', values: Float32Array | BigInt64Array, shape: readonly number[],
  ) => object;
}

/** What TensorFlow.js predicts of the parts of a LayersModel, output by output. */
export async function predictTfjs(
  parts: ReadonlyMap<string, Uint8Array>, inputs: readonly Tensor[],
): Promise<Float32Array[]> {
  const tf = load('@tensorflow/tfjs') as Tfjs;
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const file = JSON.parse(Buffer.from(parts.get('model.json') ?? []).toString()) as {
    readonly modelTopology: object;
    readonly weightsManifest: readonly [{ readonly weights: readonly object[] }];
  };
  const bytes = parts.get('weights.bin') ?? new Uint8Array();
  const model = await tf.loadLayersModel({
    load: async () => ({
      modelTopology: file.modelTopology, weightSpecs: file.weightsManifest[0].weights,
      weightData: bytes.slice().buffer,
    }),
  });
  const x = inputs.map(({ shape, values }) => tf.tensor(values, shape));
  const found = model.predict(x.length === 1 ? x[0] : x, { batchSize: inputs[0].shape[0] });
  const outputs = (Array.isArray(found) ? found : [found]).map((each) => each.dataSync().slice());
  for (const each of x) each.dispose();
  model.dispose();
  return outputs;
}

/** What ONNX Runtime predicts, output by output. */
export async function predictOnnx(
  bytes: Uint8Array, inputs: Readonly<Record<string, Tensor>>,
): Promise<Float32Array[]> {
  const { InferenceSession, Tensor: Own } = load('onnxruntime-node') as OnnxRuntime;
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: 'disabled' });
  const feeds = Object.fromEntries(session.inputMetadata.map(({ name, type }) => {
    const { shape, values } = inputs[name];
    const isIds = type === 'int64', ids = () => BigInt64Array.from(values, (id) => BigInt(id));
    return [name, isIds ? new Own('int64', ids(), shape) : new Own('float32', values, shape)];
  }));
  const found = await session.run(feeds), outputs = session.outputNames.map((name) => found[name].data.slice());
  await session.release();
  return outputs;
}

interface Dataset {
  readonly shape: readonly number[];
  readonly value: ArrayLike<number> | number;
}

interface HdfFile {
  get(path: string): Dataset;
  create_dataset(dataset: { name: string; data: Float32Array; shape: readonly number[]; dtype: '<f4' }): unknown;
  create_group(name: string): unknown;
  close(): void;
}

interface H5wasm {
  readonly ready: Promise<unknown>;
  readonly File: new (path: string, mode: 'r' | 'w') => HdfFile;
}

/** Opens a file of HDF5 by h5wasm, in which `act` works. */
export async function withHdf5<T>(path: string, mode: 'r' | 'w', act: (file: HdfFile) => T): Promise<T> {
  const own = pathToFileURL(join(FOLDER, 'node_modules', 'h5wasm', 'dist', 'node', 'hdf5_hl.js')).href;
  const h5 = await import(own) as { readonly default: H5wasm };
  await h5.default.ready;
  const file = new h5.default.File(path, mode);
  try {
    return act(file);
  } finally {
    file.close();
  }
}

/** The version of a package that is installed here; undefined where it is not. */
export function versionOf(name: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')) as
      { readonly version: string };
    return version;
  } catch {
    return undefined;
  }
}

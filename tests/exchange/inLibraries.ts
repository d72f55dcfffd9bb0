/**
 * What libraries make of a case.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveSafetensors, writeKeras, writeOnnx, writeTfjs } from '../../lib/exchange/index.ts';
import { readHdf5 } from '../../lib/exchange/keras/hdf5/readHdf5.ts';
import { readZip, unzip } from '../../lib/data/zip.ts';
import { nearness, sha256Of, type Row } from './checked.ts';
import { FOLDER, predictOnnx, predictTfjs, withHdf5, type Tensor } from './libraries.ts';
import type { Case } from './onnx/cases.ts';

/** Where the contract means another thing than Keras: a row without keys is 0, and the mean of all values there. */
const MEANT: readonly string[] = ['multiHeadAttention/attention mask'];

/** Files of a case by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** What was checked, and what could not be written or went wrong, by the names of cases. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly refused: readonly string[];
  readonly wrong: readonly string[];
}

/** How a case is written, and how far the library's predictions are from ours. */
export interface Library {
  readonly name: string;
  readonly write: (each: Case) => Files;
  readonly difference: (each: Case, files: Files) => Promise<number>;
}

/** Inputs by name, the batch first. */
function inputsOf({ net, batch, inputs }: Case): Readonly<Record<string, Tensor>> {
  const { inputs: graph, inputNames } = net.network.graph;
  return Object.fromEntries(inputs.map((values, i) => [inputNames[i], { shape: [batch, ...graph[i].shape], values }]));
}

function furthest({ net, inputs }: Case, found: readonly ArrayLike<number>[]): number {
  const { inputNames } = net.network.graph;
  const wanted = Object.values(net.predictAll(Object.fromEntries(inputs.map((x, i) => [inputNames[i], x]))));
  return wanted.reduce((worst, values, i) => Math.max(worst, nearness(values, found[i] ?? [])), 0);
}

const kerasFile = ({ net }: Case): Files => new Map([['case.keras', writeKeras(net)]]);

export const JAVASCRIPT: readonly Library[] = [
  {
    name: 'onnxruntime-node', write: ({ net }) => new Map([['case.onnx', writeOnnx(net)]]),
    difference: async (each, files) => furthest(each, await predictOnnx([...files.values()][0], inputsOf(each))),
  },
  {
    name: '@tensorflow/tfjs', write: ({ net }) => writeTfjs(net),
    difference: async (each, files) => furthest(each, await predictTfjs(files, Object.values(inputsOf(each)))),
  },
  { name: 'h5wasm', write: kerasFile, difference: (_, files) => tensorsByH5wasm([...files.values()][0]) },
];

/** What is written of a case for a library; undefined where it is refused. */
export function filesOf(library: string, each: Case): Files | undefined {
  return written(JAVASCRIPT.find(({ name }) => name === library)?.write ?? kerasFile, each, []);
}

/** How far the tensors that h5wasm finds in a file of Keras are from those that are read here; it must find all. */
async function tensorsByH5wasm(archive: Uint8Array): Promise<number> {
  const weights = readZip('test', archive, 2 ** 28).find(({ name }) => name.endsWith('.h5'));
  if (weights === undefined) return Infinity;
  const bytes = await unzip('test', weights), path = join(FOLDER, 'node_modules', '.case.h5');
  writeFileSync(path, bytes);
  return withHdf5(path, 'r', (file) => [...readHdf5('test', bytes).datasets].reduce((worst, [name, own]) => {
    const { shape, value } = file.get(name);
    if (shape.join() !== own.shape.join()) return Infinity;
    return Math.max(worst, nearness(own.values(), typeof value === 'number' ? [value] : value));
  }, 0));
}

/** Runs cases one by one. */
export async function run({ write, difference }: Library, all: readonly Case[], most: number): Promise<Outcome> {
  const rows: Row[] = [], refused: string[] = [], wrong: string[] = [];
  for (const each of all) {
    const files = written(write, each, refused);
    if (files === undefined) continue;
    const found = await difference(each, files).catch((error: unknown) => String(error).slice(0, 200));
    judge(each, files, found, most, rows, wrong);
  }
  return { rows, refused, wrong };
}

function written(write: Library['write'], each: Case, refused: string[]): Files | undefined {
  try {
    return write(each);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'FormatError')) throw error;
    refused.push(each.id);
    return undefined;
  }
}

function judge(
  { id }: Case, files: Files, found: number | string, most: number, rows: Row[], wrong: string[],
): void {
  if (typeof found === 'number' && found <= most) rows.push([id, sha256Of(files), Number(found.toExponential(1))]);
  else wrong.push(`${id}: ${found}`);
}

/** Of each case what Keras gave of its file, and of weights that it loaded from safetensors; or why it did not. */
interface FromKeras {
  readonly outputs?: readonly (readonly number[])[];
  readonly loaded?: readonly (readonly number[])[];
  readonly error?: string;
}

/** Runs all cases in one process of Python. Throws an Error with its last words where it fails. */
export function runKeras(
  python: string, all: readonly Case[], most: number, folder: string,
): Outcome & { readonly version: string } {
  const rows: Row[] = [], refused: string[] = [], wrong: string[] = [];
  const files = all.flatMap((each) => {
    const own = written(kerasFile, each, refused);
    return own === undefined ? [] : [{ each, own }];
  });
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(files.map(({ each, own }, i) => {
    writeFileSync(join(folder, `${i}.keras`), [...own.values()][0]);
    writeFileSync(join(folder, `${i}.safetensors`), saveSafetensors(each.net));
    const inputs = Object.values(inputsOf(each)).map(({ shape, values }) => ({ shape, data: [...values] }));
    return { file: String(i), inputs };
  })));
  const { status, error, stderr } = spawnSync(python, [join(FOLDER, 'kerasCases.py'), folder], {
    encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 2 ** 28,
  });
  if (error !== undefined || status !== 0) {
    throw new Error(`kerasCases.py failed: ${error?.message ?? stderr.slice(-999)}`);
  }
  const { version, results } = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8')) as
    { readonly version: string; readonly results: readonly FromKeras[] };
  files.forEach(({ each, own }, i) => {
    if (MEANT.includes(each.id)) return;
    const { outputs = [], loaded = outputs, error: why } = results[i];
    judge(each, own, why ?? Math.max(furthest(each, outputs), furthest(each, loaded)), most, rows, wrong);
  });
  return { rows, refused, wrong, version };
}

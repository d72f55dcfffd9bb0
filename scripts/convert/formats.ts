/**
 * The formats of models, by suffix: how each is read and written, and what it has no place for.
 * @module
 */
import { dirname, extname, join } from 'node:path';
import { hintToSpell } from '../../lib/core/nearest.ts';
import {
  exportPredict, loadTensors, modelFromSafetensors, readKeras, readOnnx, readSafetensors, readTfjs, saveSafetensors,
  writeKeras, writeOnnx, writeTfjs,
} from '../../lib/exchange/index.ts';
import { save } from '../../lib/formats/index.ts';
import { modelFromJSON, type Model } from '../../lib/model/index.ts';
import { isObject, writeJson, type Json } from '../../lib/model/description/json.ts';
import { loadFile } from '../../lib/node/index.ts';
import { readRegularFileSync } from '../../lib/node/readRegularFile.ts';
import { UsageError } from '../command/usageError.ts';

/** Hears what was read or written otherwise than it was. */
export type Note = (text: string) => void;

/** How a file is read. */
export interface Reading {
  readonly note: Note;
  readonly channelsLast: boolean;
  /** Whose layers take tensors that come without layers. */
  readonly architecture: string | undefined;
  readonly convention: 'bitgrad' | 'pytorch';
}

/** Files by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Format {
  readonly name: string;
  readonly suffixes: readonly string[];
  readonly read?: (file: string, how: Reading) => Model | Promise<Model>;
  readonly write?: (model: Model, file: string, note: Note) => Files;
}

/** What a file may make of memory, as `load` has it. */
const LEAST_BYTES = 2 ** 28, TIMES = 16;

const keras = (file: string, { note: onNote }: Reading): Promise<Model> => {
  const bytes = readRegularFileSync(file);
  return readKeras(bytes, { onNote, maxBytes: Math.max(LEAST_BYTES, TIMES * bytes.length) });
};

const TFJS: Format = {
  name: 'TensorFlow.js', suffixes: ['model.json'],
  read: (file, { note: onNote }) => readTfjs(
    (part) => readRegularFileSync(part === 'model.json' ? file : join(dirname(file), part)), { onNote },
  ),
  write: (model, file, onNote) => {
    sayHistory(model, onNote);
    const parts = [...writeTfjs(model, { onNote })].reverse(); // shards before what names them
    return new Map(parts.map(([name, bytes]) => [name === 'model.json' ? file : join(dirname(file), name), bytes]));
  },
};

const LAYERS: Format = {
  name: 'layers as JSON', suffixes: ['.json'],
  read: (file, { note }) => {
    note('the file has no weights: first values are drawn from its seed');
    return modelFromJSON(Buffer.from(readRegularFileSync(file)).toString());
  },
  write: (model, file, note) => {
    note('the weights are not in the file');
    return one(file, Buffer.from(writeJson(model.toJSON())));
  },
};

/** The first whose suffix a file has is that of the file. */
export const FORMATS: readonly Format[] = [
  {
    name: 'checkpoint of bitgrad', suffixes: ['.bitgrad', '.state'], read: (file) => loadFile(file),
    write: (model, file) => one(file, save(model)),
  },
  {
    name: 'safetensors', suffixes: ['.safetensors'], read: safetensors,
    write: (model, file, note) => {
      if (model.steps > 0) note('the optimizer begins anew: its slots and steps are not in the file');
      sayHistory(model, note);
      return one(file, saveSafetensors(model));
    },
  },
  {
    name: 'Keras 3', suffixes: ['.keras'], read: keras,
    write: (model, file, onNote) => {
      sayHistory(model, onNote);
      return one(file, writeKeras(model, { onNote }));
    },
  },
  { name: 'Keras, HDF5', suffixes: ['.h5', '.hdf5'], read: keras },
  {
    name: 'ONNX', suffixes: ['.onnx'],
    read: (file, { channelsLast }) => readOnnx(readRegularFileSync(file), {
      channelsLast, externalData: (location) => readRegularFileSync(join(dirname(file), location)),
    }),
    write: (model, file, note) => {
      predictsOnly(model, note);
      return one(file, writeOnnx(model));
    },
  },
  TFJS, LAYERS,
  {
    name: 'module that predicts', suffixes: ['.mjs', '.js'],
    write: (model, file, note) => {
      predictsOnly(model, note);
      return one(file, Buffer.from(exportPredict(model)));
    },
  },
];

function one(file: string, bytes: Uint8Array): Files {
  return new Map([[file, bytes]]);
}

function sayHistory({ history }: Model, note: Note): void {
  if (history !== undefined) note('History is not in the file');
}

function predictsOnly({ isCompiled }: Model, note: Note): void {
  if (isCompiled) note('loss, metrics and optimizer are not in the file: it predicts');
}

/** The model of a file of ours, or the tensors of any in the layers of another file. */
async function safetensors(file: string, how: Reading): Promise<Model> {
  const bytes = readRegularFileSync(file), { architecture, convention, note } = how;
  if (architecture === undefined) {
    const isOurs = readSafetensors(bytes).metadata.has('bitgrad.model');
    if (isOurs) return modelFromSafetensors(bytes);
    throw new Error(`'${file}' has tensors but no layers: --architecture must name a model that has them`);
  }
  const model = await formatToRead(architecture).read(architecture, { ...how, note: () => {} });
  const pairs = loadTensors(
    model, readSafetensors(bytes).tensors, convention === 'pytorch' ? { convention } : {},
  );
  for (const { to, from, how: way } of pairs) note(`${to} is ${from.join(' and ')}, ${way}`);
  return model;
}

/** All suffixes that are read, or written. */
export function suffixesOf(what: 'read' | 'write'): string[] {
  return FORMATS.flatMap((format) => (format[what] === undefined ? [] : format.suffixes));
}

/** The format of a file that is read. Throws UsageError for a suffix that is not known. */
export function formatToRead(file: string): Format & Required<Pick<Format, 'read'>> {
  const format = formatOf(file) === LAYERS || formatOf(file) === TFJS ? jsonFormat(file) : formatOf(file);
  const read = format?.read;
  return format === undefined || read === undefined ? refuse('IN', file, 'read') : { ...format, read };
}

/** The format of a file that is written. Throws UsageError likewise. */
export function formatToWrite(file: string): Format & Required<Pick<Format, 'write'>> {
  const format = formatOf(file), write = format?.write;
  return format === undefined || write === undefined ? refuse('OUT', file, 'write') : { ...format, write };
}

function formatOf(file: string): Format | undefined {
  return FORMATS.find(({ suffixes }) => suffixes.some((suffix) => file.endsWith(suffix)));
}

/** Files of JSON have one of two formats, whatever their names: ours says layers at the top. */
function jsonFormat(file: string): Format {
  const text = Buffer.from(readRegularFileSync(file)).toString();
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && 'layers' in value && !('class_name' in value) ? LAYERS : TFJS;
  } catch {
    return TFJS; // which says what is wrong
  }
}

function refuse(operand: string, file: string, what: 'read' | 'write'): never {
  const known = suffixesOf(what), suffix = extname(file);
  const other = formatOf(file) === undefined ? '' : `: ${suffix} is only ${what === 'read' ? 'written' : 'read'}`;
  const hint = other || hintToSpell(suffix, known);
  throw new UsageError(`${operand} must end in ${known.join(', ')}, got '${file}'${hint}`);
}

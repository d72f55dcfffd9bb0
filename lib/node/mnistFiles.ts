/**
 * Where the four files of a set like MNIST are, under all the names that people have them by. Node.js only.
 * @module
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rangeError, show } from '../core/errors.ts';

/** The four files, as MNIST's authors named them. */
const FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Paths of the four files. */
export type MnistFiles = Readonly<Record<keyof typeof FILES, string>>;

/** Packed first: that is what `mnist:download` writes, and has checked. */
const ENDINGS = ['.gz', ''] as const;

/** emnist-letters-test-images-idx3-ubyte.gz: a set, a part of it, what it holds. */
const FILE = /^(?:(.+)-)?(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(?:\.gz)?$/;

/** The names that a file of a set goes by, the first that is there to be read. */
function namesOf(set: string, file: string): string[] {
  const own = set === '' ? file : `${set}-${file}`;
  const parts = [own, own.replace('t10k', 'test')];
  const names = [...new Set([...parts, ...parts.map((name) => name.replace('-idx', '.idx'))])];
  return names.flatMap((name) => ENDINGS.map((ending) => name + ending));
}

/** The set that a folder has, '' where its files have no name before them. RangeError where there are several. */
function setIn(directory: string, files: readonly string[]): string {
  const sets = [...new Set(files.flatMap((file) => {
    const match = FILE.exec(file);
    return match === null ? [] : [match[1] ?? ''];
  }))].sort();
  if (sets.length < 2 || sets[0] === '') return sets[0] ?? '';
  throw rangeError(`readMnist: name must be one of ${sets.map(show).join(', ')}, the sets in '${directory}', `
    + 'got undefined');
}

/** Finds the four files of the set `name`, or of the one there is; one RangeError names all that are missing. */
export async function findMnistFiles(directory: string, name: string | undefined): Promise<MnistFiles> {
  const files = await readdir(directory).catch((): string[] => []), there = new Set(files);
  const set = name ?? setIn(directory, files);
  const found = Object.entries(FILES).map(([file, own]) =>
    [file, own, namesOf(set, own).find((one) => there.has(one))] as const);
  const missing = found.filter(([, , path]) => path === undefined);
  if (missing.length === 0) {
    return Object.fromEntries(found.map(([file, , path]) => [file, join(directory, path ?? '')])) as MnistFiles;
  }
  const tried = missing.map(([, own]) => namesOf(set, own).slice(0, ENDINGS.length).join(' or ')).join(', ');
  throw rangeError(
    `readMnist: directory must hold the four MNIST files, got '${directory}' without ${tried}; `
    + `\`npx bitgrad download-mnist ${directory}\` fetches them`,
  );
}

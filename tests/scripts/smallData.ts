/**
 * The four files of a data set so small that a command has read them at once: to make the built-in digits takes it
 * three seconds.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digits, type LabelledImages } from '../../lib/data/index.ts';
import { writeIdx } from '../data/writeIdx.ts';

const SIZE = 28;

interface Images {
  /** Pixels from 0 to 255. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Writes the files into a folder, which is made. */
export function writeFiles(directory: string, parts: Readonly<Record<'train' | 't10k', Images>>): void {
  mkdirSync(directory, { recursive: true });
  for (const [part, { x, y }] of Object.entries(parts)) {
    writeFileSync(join(directory, `${part}-images-idx3-ubyte`), writeIdx(0x08, [y.length, SIZE, SIZE], x));
    writeFileSync(join(directory, `${part}-labels-idx1-ubyte`), writeIdx(0x08, [y.length], y));
  }
}

/**
 * A folder with the first 2,000 built-in digits of seed 0 to train on and the first 200 to test, until
 * the process ends.
 */
export function smallDigits(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-digits-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { train, test } = digits({ train: 2000, test: 200 });
  const asBytes = ({ x, y }: LabelledImages): Images => ({ x: x.map((pixel) => Math.round(255 * pixel)), y });
  writeFiles(folder, { train: asBytes(train), t10k: asBytes(test) });
  return folder;
}

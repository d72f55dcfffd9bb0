/**
 * Files and bytes for good calls, made once.
 * @module
 */
import { writeFileSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { save } from '../../../lib/formats/index.ts';
import { ledger } from '../../../lib/audit/index.ts';
import { compiled, weights as WEIGHTS, X, Y } from './models.ts';

/** An IDX file of two by two bytes. */
export const idx = (): Uint8Array => Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4);

const checkpoint = save(compiled());
export const saved = (): Uint8Array => checkpoint.slice();

async function written(): Promise<Uint8Array> {
  const book = ledger({ every: 2 });
  const weights = Object.fromEntries(Object.entries(WEIGHTS).map(([name, { make }]) => [name, make()]));
  await compiled().fit(X(), Y(), { batchSize: 2, callbacks: [book], ...weights });
  return book.bytes();
}

const book = await written();
export const ledgerBytes = (): Uint8Array => book.slice();

const folder = mkdtempSync(join(tmpdir(), 'doors-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A path in a folder that is gone at the end. */
export const path = (name: string): string => join(folder, name);

/** What is given for a path, so that no name leads out of that folder. */
export const within = (given: unknown): unknown =>
  typeof given === 'string' && given !== '' ? resolve(folder, given) : given;

writeFileSync(path('images.idx'), idx());
writeFileSync(path('model.bitgrad'), checkpoint);

const header = (magic: number, ...sizes: readonly number[]): number[] => [0, 0, 8, magic, ...sizes.flatMap((n) => [0,
  0, n >> 8, n & 255])];
mkdirSync(path('mnist'));
for (const set of ['train', 't10k']) {
  writeFileSync(path(`mnist/${set}-images-idx3-ubyte`), Uint8Array.from([...header(3, 1, 28, 28),
    ...new Uint8Array(784)]));
  writeFileSync(path(`mnist/${set}-labels-idx1-ubyte`), Uint8Array.from([...header(1, 1), 3]));
}

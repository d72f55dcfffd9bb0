/**
 * The calls of node:fs in their order, and faults among them.
 * @module
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { mock, type TestContext } from 'node:test';

const RECORDED = ['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'unlinkSync'] as const;
type Faulty = (typeof RECORDED)[number] | 'fchmodSync' | 'fchownSync' | 'statSync';

type Act = (...given: readonly unknown[]) => unknown;

/**
 * Throws, or takes the place of a call by what it returns, or leaves it to the system, whose function `own` is, by
 * returning undefined.
 */
export type Fault = (own: Act, ...given: readonly unknown[]) => unknown;

/** A folder for a test's files, which goes with the test. */
export function folderFor(t: TestContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: by the test`), { code });
}

/** Lets the system write three bytes at a time. */
export const inPieces: Fault = (own, file, bytes, at) => own(
  file, bytes, at, Math.min(3, (bytes as Uint8Array).length - Number(at)),
);

/**
 * While a test runs, what lib/node does with files: `open name`, `write name`, `rename name other`, and so on, a file
 * being known by the name that it was opened by.
 */
export function recordCalls(t: TestContext, faults: { readonly [name in Faulty]?: Fault } = {}): string[] {
  const calls: string[] = [], names = new Map<unknown, string>(), table: Record<Faulty, Act> = fs as never;
  for (const name of new Set<Faulty>([...RECORDED, ...Object.keys(faults) as Faulty[]])) {
    const own = table[name], isRecorded = RECORDED.some((recorded) => recorded === name);
    mock.method(table, name, (...given: readonly unknown[]) => {
      const [file, second] = given, what = typeof file === 'string' ? basename(file) : names.get(file) ?? '?';
      if (isRecorded) calls.push(
        `${name.slice(0, -'Sync'.length)} ${what}${name === 'renameSync' ? ` ${basename(String(second))}` : ''}`,
      );
      const result = faults[name]?.(own, ...given) ?? own(...given);
      if (name === 'openSync') names.set(result, what);
      return result;
    });
  }
  untilTheEnd(t);
  return calls;
}

/** While a test runs, random names have the digits `00…`. */
export function fixNames(t: TestContext): void {
  mock.method(crypto, 'randomBytes', (size: number) => Buffer.alloc(size));
  untilTheEnd(t);
}

/** Has modules see what has been put into the system's own, until the test ends. */
function untilTheEnd(t: TestContext): void {
  syncBuiltinESMExports();
  t.after(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
  });
}

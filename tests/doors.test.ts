import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DOORS } from './doors/rows/index.ts';
import { TRUSTED_LINALG } from './doors/rows/optimization.ts';
import { BAD, FEW } from './doors/badValues.ts';
import { argumentsWith, caller, fault, placesOf, untriedOptions } from './doors/sweep.ts';
import { sourceFiles } from './helpers/source.ts';

type Callable = (...args: unknown[]) => unknown;

const { exports: ENTRIES } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url),
  'utf8')) as { exports: Record<string, unknown> };
const folders = Object.keys(ENTRIES).map((entry) => entry.slice(2)).filter((name) => /^\w+$/.test(name));

const exported = await Promise.all(folders.map(async (folder) =>
  [folder, Object.entries(await import(`../lib/${folder}/index.ts`) as Record<string, unknown>)] as const));

/** Routines that check nothing, and say so. */
const TRUSTED: Readonly<Record<string, readonly string[]>> = {
  linalg: TRUSTED_LINALG, audit: ['Explanation', 'GradientCheck', 'Plot'],
  kernels: ['spread', 'callsOf', 'bindAlone', 'bindInvoked', 'bindList', 'runList', 'stayOffWebAssembly'],
  metrics: ['argmax'],
};

const isError = (value: unknown): boolean => typeof value === 'function' && value.prototype instanceof Error;

test('every function and class of every entry has a door here, or is listed as trusting', () => {
  const missing = exported.flatMap(([folder, names]) => names
    .filter(([name, value]) => typeof value === 'function' && !isError(value) && !TRUSTED[folder]?.includes(name))
    .filter(([name]) => DOORS[folder]?.[name] === undefined)
    .map(([name]) => `${folder}/${name}`));
  assert.deepEqual(missing, []);
});

test('what trusts says so where it is documented', () => {
  const files = sourceFiles();
  const silent = Object.entries(TRUSTED).flatMap(([folder, names]) => names.filter((name) => {
    const declaration =
      new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:abstract )?(?:function|class|const) ${name}\\b`);
    const found = files.map(({ text }) => declaration.exec(text)?.[1]).find((doc) => doc !== undefined);
    return !/\btrusts?\b|Checks nothing/i.test(found ?? '');
  }).map((name) => `${folder}/${name}`));
  assert.deepEqual(silent, []);
});

test('every option that a door takes is tried here', async () => {
  const untried = (await Promise.all(exported.flatMap(([folder, names]) =>
    Object.entries(DOORS[folder]).map(async ([name, door]) => {
      const call = caller(Object.fromEntries(names)[name] as Callable, door);
      return (await untriedOptions(call, door)).map((option) => `${folder}/${name}: ${option}`);
    })))).flat();
  assert.deepEqual(untried, []);
});

for (const [folder, names] of exported) {
  test(`${folder}: a wrong argument is refused by name`, async () => {
    const all = new Map(names), faults: string[] = [];
    for (const [name, door] of Object.entries(DOORS[folder])) {
      const call = caller(all.get(name) as Callable, door);
      await call(argumentsWith(door, []));
      for (const { path, argument } of placesOf(door)) {
        for (const [kind, make] of Object.entries(door.isCostly ? FEW : BAD)) {
          const value = make();
          if (door.isCostly && argument.takes(value)) continue;
          const found = await fault(call, door, [{ path, argument, value }]);
          if (found !== undefined) faults.push(`${name}: ${path.join('.')} ← ${kind}: ${found}`);
        }
      }
    }
    assert.deepEqual(faults, []);
  });
}

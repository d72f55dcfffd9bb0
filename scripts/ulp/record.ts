/**
 * What sweeps over all inputs have found, kept in tests/vectors.
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { activationUnaries } from './unaries.ts';
import type { Sweep, Worst } from './sweep.ts';

/** By name of the formula. */
export type Sweeps<Kept = Sweep> = Readonly<Record<string, Kept>>;

/** The file of the activations' sweeps. */
export const ACTIVATIONS: string = fileURLToPath(new URL('../../tests/vectors/activationsSweep.json', import.meta.url));
const ELEMENTARY = new URL('../../tests/vectors/elementary.json', import.meta.url);
const SOURCE = 'npm run ulp -- --record: all finite binary32 inputs, da = 1, errors against scripts/ulp/exact.ts '
  + '(binary64) to six digits';

/** Of the activations. */
export function activationSweeps(): Sweeps {
  if (!existsSync(ACTIVATIONS)) return {};
  const { source: _, ...sweeps } =
    JSON.parse(readFileSync(ACTIVATIONS, 'utf8')) as Sweeps & { readonly source: unknown };
  return sweeps;
}

/** Of the elementary functions, to four decimals, as tests/vectors/elementary.c has found them. */
export function elementarySweeps(): Sweeps<Worst> {
  const { source: _, ...sweeps } =
    JSON.parse(readFileSync(ELEMENTARY, 'utf8')) as Readonly<Record<string, { worstUlp: number; at: string }>>;
  return Object.fromEntries(Object.entries(sweeps).map(([name, { worstUlp, at }]) => [name, { ulp: worstUlp, at }]));
}

/** Adds sweeps of activations to those kept, or puts them in their place; what is no activation any more goes. */
export function keep(sweeps: Sweeps): void {
  const all = { ...activationSweeps(), ...sweeps };
  const lines = activationUnaries().filter(({ name }) => name in all).map(({ name }) => {
    const parts = Object.entries(all[name]).map(([part, errors]) =>
      `\n    ${JSON.stringify(part)}: ${JSON.stringify(errors)}`);
    return `  ${JSON.stringify(name)}: {${parts.join(',')}\n  }`;
  });
  writeFileSync(ACTIVATIONS, `{\n  "source": ${JSON.stringify(SOURCE)},\n${lines.join(',\n')}\n}\n`);
}

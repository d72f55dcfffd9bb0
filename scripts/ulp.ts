/**
 * `npm run ulp`: the largest errors of every formula of one variable, over all 2³² inputs as recorded and over a sample of a million.
 *
 * `-- --record` sweeps the activations over all inputs, some minutes each, and records what it finds; `-- --write` puts the record's
 * table into the README. Names choose formulas.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { endWithReader } from './commandLine.ts';
import { inserted } from './readmeTable.ts';
import { activationSweeps, elementarySweeps, keep } from './ulp/record.ts';
import { exhaustive, sampled } from './ulp/sweep.ts';
import { markdown, text, type Row } from './ulp/table.ts';
import { activationUnaries, elementaryUnaries, type Unary } from './ulp/unaries.ts';

const README = new URL('../README.md', import.meta.url);
const SAMPLE = 2 ** 20;

function record(activations: readonly Unary[]): void {
  for (const unary of activations) {
    const started = performance.now(), sweep = exhaustive(unary);
    keep({ [unary.name]: sweep });
    console.log(`${unary.name}, in ${Math.round((performance.now() - started) / 1000)} s: ${JSON.stringify(sweep)}`);
  }
}

/** Tables of both kinds, without those that would be empty. */
function print(activations: readonly Unary[], functions: readonly Unary[]): void {
  const known = activationSweeps(), knownFunctions = elementarySweeps();
  const tables: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    ['Elementary functions', functions.map((unary) => ({ name: unary.name, all: { value: knownFunctions[unary.name] }, sample: sampled(unary, SAMPLE) }))],
    ['Activations', activations.map((unary) => ({ name: unary.name, all: known[unary.name], sample: sampled(unary, SAMPLE) }))],
  ];
  console.log(tables.filter(([, rows]) => rows.length > 0).map(([title, rows]) => `${title}\n${text(rows)}`).join('\n\n'));
}

endWithReader();
const words = process.argv.slice(2), options = words.filter((word) => word.startsWith('-')), names = words.filter((word) => !word.startsWith('-'));
const activations = activationUnaries(), functions = elementaryUnaries();
const unknown = options.find((word) => !['--record', '--write'].includes(word))
  ?? names.find((name) => ![...activations, ...functions].some((unary) => unary.name === name));
const chosen = (unary: Unary): boolean => names.length === 0 || names.includes(unary.name);
if (unknown !== undefined) {
  console.error(`ulp: must have --record, --write or names of formulas, got ${unknown}`);
  process.exitCode = 2;
} else {
  if (options.includes('--record')) record(activations.filter(chosen));
  if (options.includes('--write')) writeFileSync(README, inserted(readFileSync(README, 'utf8'), 'ulp', markdown(activationSweeps())));
  if (options.length === 0) print(activations.filter(chosen), functions.filter(chosen));
}

/**
 * `npm run test:exchange`: what other libraries make of the files that are written here.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installTools } from '../../scripts/build/installTools.ts';
import { say } from '../../scripts/command/output.ts';
import { runCommand } from '../../scripts/command/runCommand.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { LIBRARIES, missing } from '../../scripts/wayOut/python.ts';
import { CHECKED, TOLERANCE, type Checked } from './checked.ts';
import { JAVASCRIPT, run, runKeras, type Outcome } from './inLibraries.ts';
import { FOLDER, versionOf } from './libraries.ts';
import { cases } from './onnx/cases.ts';
import { testExchange } from './options.ts';

/** h5wasm reads the very files of Keras, and ONNX Runtime has a record of its own. */
const RECORDED: readonly string[] = ['@tensorflow/tfjs', 'keras'];

/** Says what a library made of the cases; whether nothing was wrong. */
function tell(name: string, version: string, { rows, refused, wrong }: Outcome): boolean {
  const largest = rows.reduce((most, [, , difference]) => Math.max(most, difference), 0);
  const figures = `${rows.length} of ${rows.length + wrong.length} as here, within ${largest} of the largest value`;
  say(`${`${name} ${version}`.padEnd(26)} ${figures}; ${refused.length} are refused`);
  for (const each of wrong) say(`  not as here: ${each}`);
  return wrong.length === 0;
}

await runCommand(testExchange, async ({ operands: words, python, record }) => {
  const all = [...cases()].filter(({ id }) => words.length === 0 || words.some((word) => id.includes(word)));
  if (all.length === 0) throw new UsageError(`no case has ${words.join(' or ')} in its name`);
  if (record && words.length > 0) throw new UsageError('--record is of all cases: no words beside it');
  installTools(`${FOLDER}/`);
  let ok = true;
  const checked: Record<string, Checked[string]> = {};
  const end = (name: string, version: string, outcome: Outcome): void => {
    ok = tell(name, version, outcome) && ok;
    if (RECORDED.includes(name)) checked[name] = { version, cases: outcome.rows };
  };
  for (const library of JAVASCRIPT) {
    end(library.name, versionOf(library.name) ?? '', await run(library, all, TOLERANCE));
  }
  const reason = missing(python, LIBRARIES[0]);
  if (reason !== undefined) {
    if (record) throw new Error(`--record needs all of them: ${reason}`);
    say(`Skipped: ${reason}.`);
    return { ok };
  }
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-keras-'));
  try {
    const { version, ...outcome } = runKeras(python, all, TOLERANCE, folder);
    end('keras', version, outcome);
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (record) writeFileSync(CHECKED, textOf(checked));
  return { ok };
});

/** A line a case. */
function textOf(checked: Checked): string {
  const lists = Object.entries(checked).map(([name, { version, cases: rows }]) => (
    `"${name}": {"version": "${version}", "cases": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`
  ));
  return `{\n${lists.join(',\n')}\n}\n`;
}

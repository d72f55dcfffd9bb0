/**
 * `npm run ulp`: the largest errors of every formula of one variable, over all 2³² inputs as recorded and over a sample
 * of a million.
 * @module
 */
import { tryFile } from './command/outputs.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { tryDocument, writeTable } from './documentTable.ts';
import { ulp } from './ulp/options.ts';
import { ACTIVATIONS, activationSweeps, elementarySweeps, keep } from './ulp/record.ts';
import { exhaustive, sampled } from './ulp/sweep.ts';
import { markdown, text, type Row } from './ulp/table.ts';
import { activationUnaries, elementaryUnaries, type Unary } from './ulp/unaries.ts';

const SAMPLE = 2 ** 20;
const DOCUMENT = 'lib/kernels/README.md';

function record(activations: readonly Unary[]): void {
  for (const unary of activations) {
    const started = performance.now(), sweep = exhaustive(unary);
    keep({ [unary.name]: sweep });
    say(`${unary.name}, in ${Math.round((performance.now() - started) / 1000)} s: ${JSON.stringify(sweep)}`);
  }
}

/** Tables of both kinds, without those that would be empty. */
function print(activations: readonly Unary[], functions: readonly Unary[]): void {
  const known = activationSweeps(), knownFunctions = elementarySweeps();
  const tables: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    ['Elementary functions', functions.map((unary) => ({
      name: unary.name, all: { value: knownFunctions[unary.name] }, sample: sampled(unary, SAMPLE),
    }))],
    [
      'Activations',
      activations.map((unary) => ({ name: unary.name, all: known[unary.name], sample: sampled(unary, SAMPLE) })),
    ],
  ];
  say(tables.filter(([, rows]) => rows.length > 0).map(([title, rows]) => `${title}\n${text(rows)}`).join('\n\n'));
}

await runCommand(ulp, ({ operands, record: isRecorded, write }) => {
  const chosen = ({ name }: Unary): boolean => operands.length === 0 || operands.includes(name);
  const activations = activationUnaries().filter(chosen), functions = elementaryUnaries().filter(chosen);
  if (isRecorded) tryFile('the record', ACTIVATIONS);
  if (write) tryDocument(DOCUMENT);
  if (isRecorded) record(activations);
  if (write) writeTable(DOCUMENT, 'ulp', markdown(activationSweeps()));
  if (!isRecorded && !write) print(activations, functions);
});

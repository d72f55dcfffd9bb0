/**
 * `npm run verify`: checks a ledger by doing its training again.
 * @module
 */
import { readFile } from 'node:fs/promises';
import {
  locateDifference, readLedger, verifyLedger, type Finding, type TrainingData, type Verification,
} from '../lib/audit/index.ts';
import { createKernels } from '../lib/kernels/index.ts';
import { runCommand, say } from './command/runCommand.ts';
import { loadDataset } from './dataset.ts';
import { adviceOn, expectData } from './verify/namedData.ts';
import { chooseSteps, verify, type Options } from './verify/options.ts';

/** Findings that a table of kernels may have caused. */
const NUMBERS: readonly Finding[] = ['loss', 'theta', 'beside', 'slots'];

await runCommand(verify, async (options) => {
  const bytes = new Uint8Array(await readFile(options.operands[0]));
  const { header, records, flaw } = readLedger(bytes);
  const isSound = flaw === undefined || flaw.isTorn; // else the flaw is the finding, whatever steps are asked for
  const steps = isSound ? chooseSteps(options, records.filter((record) => 'step' in record).length) : undefined;
  if (isSound) expectData(header, options);
  const { train, name } = await loadDataset(options);
  const live = process.stdout.isTTY;
  const started = performance.now();
  const verification = await verifyLedger(bytes, train, {
    kernels: createKernels(options.kernels), allowIncomplete: options.incomplete,
    ...(steps !== undefined && { steps }),
    ...(live && { onProgress: (done, of) => process.stdout.write(`\r${done} of ${of} steps`) }),
  });
  if (live) process.stdout.write('\r\x1b[K');
  const seconds = (performance.now() - started) / 1000;
  say(verification.ok
    ? affirm(verification, options, name, seconds)
    : `Not verified: ${place(verification)}${verification.message}`);
  if (!verification.ok && verification.what === 'data') say(await adviceOn(header, train, options));
  if (!verification.ok && options.locate && NUMBERS.includes(verification.what)) say(await locate(bytes, train));
  if (options.json) say(JSON.stringify(verification));
  if (!verification.ok) process.exitCode = 1;
});

function affirm(
  { steps, replayed, start, notProved }: Verification & { ok: true }, { kernels }: Options, dataset: string,
  seconds: number,
): string {
  const what = replayed === steps ? `all ${steps} steps` : `${replayed} of ${steps} steps`;
  const isNew = Object.values(start).every(Boolean);
  return [
    `Verified: ${what} of this training on ${dataset}, done again on the ${kernels} kernels in `
    + `${seconds.toFixed(1)} s, gave the same bits.`,
    ...(isNew ? [
      'It began as a new model of its seed does, at its first step: first weights, state and slots were drawn anew.',
    ] : []),
    'What that does not prove:', ...notProved.map((sentence) => `- ${sentence}`),
  ].join('\n');
}

/** Where the text of the ledger is wrong; other messages say it themselves. */
function place({ what, line, step }: Verification & { ok: false }): string {
  return what === 'record' ? `line ${line}, after step ${step}: ` : '';
}

async function locate(bytes: Uint8Array, data: TrainingData): Promise<string> {
  const located = await locateDifference(bytes, data, { suspect: createKernels('simd') });
  if (located === undefined) {
    return 'The reference and the SIMD kernels give the same bits at every step: what differs is the ledger itself.';
  }
  const { step, epoch, batch, reexecutions, operation = 'a trace of the step shows nothing' } = located;
  return `The SIMD kernels first differ in step ${step} (epoch ${epoch}, batch ${batch}), found in ${reexecutions} `
    + `re-executions: ${operation}`;
}

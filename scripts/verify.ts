/**
 * `bitgrad verify`: checks a ledger by doing its training again.
 * @module
 */
import { readFile } from 'node:fs/promises';
import {
  locateDifference, readLedger, verifyLedger, type Finding, type TrainingData, type Verification, type VerifyOptions,
} from '../lib/audit/index.ts';
import { createKernels } from '../lib/kernels/index.ts';
import { canvas, paint, say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { chooseSteps, verify } from './verify/options.ts';
import { trainedOn } from './verify/trainedOn.ts';

/** Findings that a table of kernels may have caused. */
const NUMBERS: readonly Finding[] = ['loss', 'theta', 'beside', 'slots'];
/** Chosen steps are named up to so many. */
const MOST_NAMED = 10;

export const run: Run = commandOf(verify, async (options) => {
  const bytes = new Uint8Array(await readFile(options.operands[0]));
  const { header, records, flaw } = readLedger(bytes);
  const isSound = flaw === undefined || flaw.isTorn; // else the flaw is the finding, whatever steps are asked for
  const steps = isSound ? chooseSteps(options, records.filter((record) => 'step' in record).length) : undefined;
  const { data, name, adviseOn, ...own } = await trainedOn(header, isSound, options);
  const { live, write } = canvas(), painted = paint();
  const started = performance.now();
  const verification = await verifyLedger(bytes, data, {
    kernels: createKernels(options.kernels), allowIncomplete: options.incomplete,
    ...own, ...(steps !== undefined && { steps }),
    ...(live && { onProgress: (done, of) => write(`\r${done} of ${of} steps`) }),
  });
  if (live) write('\r\x1b[K');
  const seconds = (performance.now() - started) / 1000;
  const done = `${name}, done again on the ${options.kernels} kernels in ${seconds.toFixed(1)} s`;
  say(verification.ok
    ? `${painted('green', 'Verified')}: ${affirm(verification, steps, done)}`
    : `${painted('red', 'Not verified')}: ${place(verification)}${verification.message}`);
  if (!verification.ok && verification.what === 'data') say(await adviseOn());
  if (!verification.ok && options.locate && NUMBERS.includes(verification.what)) say(await locate(bytes, data, own));
  return { ...verification, ...(steps !== undefined && { chosen: steps }) };
});

/** `done` says on what and how the steps were done again. */
function affirm(
  verification: Verification & { ok: true }, chosen: readonly number[] | undefined, done: string,
): string {
  const { start, earlierContracts, notProved } = verification, isNew = Object.values(start).every(Boolean);
  return [
    `${stepsOf(verification, chosen)} of this training on ${done}, gave the same bits.`,
    ...earlierContracts.map(({ contract, until }) =>
      `Before this ledger the model's steps up to ${until} were done under arithmetic contract ${contract}.`),
    ...(isNew ? [
      'It began as a new model of its seed does, at its first step: first weights, state and slots were drawn anew.',
    ] : []),
    'What that does not prove:', ...notProved.map((sentence) => `- ${sentence}`),
  ].join('\n');
}

/** Which steps were done again: those chosen, and those that had to be done to come there. */
function stepsOf({ steps, replayed }: Verification & { ok: true }, chosen: readonly number[] = []): string {
  if (chosen.length === 0 || chosen.length === steps) return `all ${steps} steps`;
  const named = chosen.length > MOST_NAMED ? '' : ` (${chosen.join(', ')})`, leading = replayed - chosen.length;
  const also = leading === 0 ? '' : ` and ${leading} that lead to them from checkpoints`;
  return `${chosen.length} chosen ${chosen.length === 1 ? 'step' : 'steps'}${named}${also}, of the ${steps} steps`;
}

/** Where the text of the ledger is wrong; other messages say it themselves. */
function place({ what, line, step }: Verification & { ok: false }): string {
  return what === 'record' ? `line ${line}, after step ${step}: ` : '';
}

async function locate(
  bytes: Uint8Array, data: TrainingData, own: Pick<VerifyOptions, 'custom'>,
): Promise<string> {
  const located = await locateDifference(bytes, data, { ...own, suspect: createKernels('simd') });
  if (located === undefined) {
    return 'The reference and the SIMD kernels give the same bits at every step: what differs is the ledger itself.';
  }
  const { step, epoch, batch, reexecutions, operation = 'a trace of the step shows nothing' } = located;
  return `The SIMD kernels first differ in step ${step} (epoch ${epoch}, batch ${batch}), found in ${reexecutions} `
    + `re-executions: ${operation}`;
}

/**
 * `bitgrad verify`: checks a ledger by doing its training again.
 * @module
 */
import { readFile } from 'node:fs/promises';
import {
  locateDifference, readLedger, verifyLedger, type Finding, type TrainingData, type VerifyOptions,
} from '../lib/audit/index.ts';
import { createKernels } from '../lib/kernels/index.ts';
import { canvas, paint, say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { chooseSteps, verify } from './verify/options.ts';
import { trainedOn } from './verify/trainedOn.ts';
import { inWords } from './verify/verdict.ts';

/** Findings that a table of kernels may have caused. */
const NUMBERS: readonly Finding[] = ['loss', 'theta', 'beside', 'slots'];

export const run: Run = commandOf(verify, async (options) => {
  const bytes = new Uint8Array(await readFile(options.operands[0]));
  const { header, records, flaw } = readLedger(bytes);
  const isSound = flaw === undefined || flaw.isTorn; // else the flaw is the finding, whatever steps are asked for
  const steps = isSound ? chooseSteps(options, records.filter((record) => 'step' in record).length) : undefined;
  const { data, name, adviseOn, ...own } = await trainedOn(header, isSound, options);
  const { live, write } = canvas();
  const started = performance.now();
  const verification = await verifyLedger(bytes, data, {
    kernels: createKernels(options.kernels), allowIncomplete: options.incomplete,
    ...own, ...(steps !== undefined && { steps }),
    ...(live && { onProgress: (done, of) => write(`\r${done} of ${of} steps`) }),
  });
  if (live) write('\r\x1b[K');
  const seconds = (performance.now() - started) / 1000;
  const done = `${name}, done again on the ${options.kernels} kernels in ${seconds.toFixed(1)} s`;
  say(inWords(verification, steps, done, paint()));
  if (!verification.ok && verification.what === 'data') say(await adviseOn());
  if (!verification.ok && options.locate && NUMBERS.includes(verification.what)) say(await locate(bytes, data, own));
  return { ...verification, ...(steps !== undefined && { chosen: steps }) };
});

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

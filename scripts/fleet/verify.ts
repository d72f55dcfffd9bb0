/**
 * `bitgrad fleet verify`: checks a ledger by several workers.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { readLedger } from '../../lib/audit/index.ts';
import { canvas, paint, say } from '../command/output.ts';
import { commandOf, type Run } from '../command/runCommand.ts';
import { namedData } from '../verify/trainedOn.ts';
import { inWords } from '../verify/verdict.ts';
import { packExamples } from './arrays.ts';
import { withFleet } from './fleet.ts';
import { fleetVerify } from './options.ts';
import { segmentsOf, verifySegments } from './segments.ts';

export const run: Run = commandOf(fleetVerify, async (options) => {
  const bytes = new Uint8Array(await readFile(options.operands[0])), contents = readLedger(bytes);
  const { data: train, count, name, adviseOn } = await namedData(contents.header, true, options);
  const segments = segmentsOf(contents);
  const total = segments[segments.length - 1].to;
  if (segments.length === 1) say('There is no checkpoint within the ledger: one worker does all of it.');
  const { live, write } = canvas();
  let steps = 0, seconds = 0, workers = 0;
  const verification = await withFleet(options, async (carrier) => {
    const started = performance.now(), data = await carrier.store.put(packExamples({ ...train, count }));
    const { kernels, incomplete } = options;
    const found = await verifySegments(carrier, bytes, { data, kernels, incomplete }, (done) => {
      steps += done;
      if (live) write(`\r${steps} of ${total} steps`);
    });
    seconds = (performance.now() - started) / 1000;
    workers = carrier.workers;
    return found;
  });
  if (live) write('\r\x1b[K');
  const many = `${workers} ${workers === 1 ? 'worker' : 'workers'} in ${segments.length} segments`;
  const done = `${name}, done again on the ${options.kernels} kernels by ${many} in ${seconds.toFixed(1)} s`;
  say(inWords(verification, undefined, done, paint()));
  if (!verification.ok && verification.what === 'data') say(await adviseOn());
  return { ...verification, segments: segments.length, workers, seconds };
});

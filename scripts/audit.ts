/**
 * `bitgrad audit`: the numbers of a training run.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { numerics } from '../lib/audit/index.ts';
import type { Callback } from '../lib/index.ts';
import { audit, type Options } from './audit/options.ts';
import { drawPage } from './audit/page.ts';
import { drawDead, drawEpochs, drawHistogram, drawTensors, type Snapshot } from './audit/text.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { loadDataset } from './dataset.ts';
import { build } from './train/network.ts';

export const run: Run = commandOf(audit, async (options: Options) => {
  const { html, epochs, batchSize, maxIterations } = options;
  const { train, test, name } = await loadDataset(options);
  const model = build(options), count = Math.min(options.examples, test.y.length);
  const x = test.x.subarray(0, count * (test.x.length / test.y.length)), y = test.y.subarray(0, count);
  const snapshots: Snapshot[] = [{ epoch: 0, numerics: numerics(model, x, y) }];
  const look: Callback = {
    onEpochEnd: (epoch) => { snapshots.push({ epoch: epoch + 1, numerics: numerics(model, x, y) }); },
  };
  const { iterations } = await model.fit(
    train.x, train.y, { epochs, batchSize, callbacks: [look], ...(maxIterations !== undefined && { maxIterations }) },
  );
  const last = snapshots[snapshots.length - 1].numerics;
  say(
    `${iterations} steps on ${name}; looked at the first ${count} test examples, as one step of training sees them.\n`,
  );
  say(drawEpochs(snapshots));
  say('\nThe last, tensor by tensor. "error" is the largest distance from the same step in '
    + 'binary64, from the same parameters; "roundings" is that over');
  say('the tensor\'s largest element, in units of 2⁻²⁴, so a product of n terms may have some √n of them.\n');
  say(drawTensors(last));
  if (last.dead.length > 0) say(`\n${drawDead(last)}`);
  say('\nAll elements by their own error, in units in the last place. Many ulps are no alarm where a sum has '
    + 'cancelled to almost 0.\n');
  say(drawHistogram(last));
  if (html !== undefined) {
    await writeFile(html, drawPage(model, { x, y, snapshots, dataset: name, iterations }));
    say(`\nWritten to ${html}.`);
  }
  return { iterations, dataset: name, snapshots };
});

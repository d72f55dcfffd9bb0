import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { readIdx } from '../../lib/data/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense, sequential, sgd, Callback, Layer, ShapeError } from '../../lib/index.ts';
import { add, gemm } from '../../lib/kernels/index.ts';
import { solve } from '../../lib/linalg/index.ts';
import { Optimizer } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { runnable } from '../helpers/program.ts';

/** What another realm makes. */
const foreign = <T>(code: string): T => runInNewContext(code) as T;

function model() {
  const made = sequential([dense({ units: 1, inputShape: [2] })], { seed: 1 });
  made.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return made;
}

const NUMBERS = '[0.1, 0.2, -0.3, 0.4]', TARGETS = '[1, 0]';

test('arrays of another realm train and compute as those of this one', async () => {
  const x = foreign<Float32Array>(`new Float32Array(${NUMBERS})`);
  const y = foreign<Float64Array>(`new Float64Array(${TARGETS})`);
  const here = model(), there = model();
  await here.fit(Float32Array.of(0.1, 0.2, -0.3, 0.4), [1, 0], { epochs: 2 });
  await there.fit(x, y, foreign<object>('({ epochs: 2 })'));
  assert.deepEqual(there.theta, here.theta);
  assert.deepEqual(there.predict(x), here.predict(Float32Array.from(x)));
  assert.deepEqual(there.evaluate(x, y), here.evaluate(Float32Array.from(x), [1, 0]));
});

test('arrays of another realm pass kernels, linear algebra and formats', () => {
  const a = foreign<Float32Array>('new Float32Array([2, 0, 0, 4])');
  const b = foreign<Float32Array>('new Float32Array([2, 4])');
  assert.deepEqual([...add(a, a)], [4, 0, 0, 8]);
  const c = new Float32Array(4);
  gemm('N', 'N', 2, 2, 2, 1, a, 0, 2, a, 0, 2, 0, c, 0, 2);
  assert.deepEqual([...c], [4, 0, 0, 16]);
  assert.deepEqual([...solve(a, b, 2)], [1, 1]);
  const saved = save(model()), bytes = foreign<Uint8Array>(`new Uint8Array([${saved.join()}])`);
  assert.deepEqual(load(bytes).theta, model().theta);
  assert.equal(readIdx(foreign<Uint8Array>('new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7])')).data[0], 7);
});

/** The package as another copy: the same files at another place. */
async function anotherCopy(): Promise<typeof import('../../lib/index.ts')> {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(new URL('../../lib', import.meta.url), join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return await import(
    pathToFileURL(join(folder, runnable('lib/index.ts'))).href
  ) as typeof import('../../lib/index.ts');
}

checkRefusals('what is misspelt or meant otherwise is said', [
  [() => rateOf(null), TypeError, /^sgd: learningRate must be a finite number of at least 0, got null$/],
  [
    () => sequential([dense({ units: 1, inputShape: [2] })], { seed: 7n as never }), TypeError,
    /seed .* got 7n \(a bigint\)$/,
  ],
  [
    () => model().evaluate(new Float32Array(4), [[1], [0, 1]]), ShapeError,
    /^evaluate: y\[1\] must hold 1 elements, as y\[0\] does, got 2$/,
  ],
  [
    () => compiledWith(new (class Own extends Optimizer {
      readonly slotNames = [];
      applyDense(): void {}
      finishSteps(): void {}
    })({ learningRate: 1 })),
    TypeError, /^compile: optimizer has a member 'finishSteps', .*did you mean 'finishStep'\?$/,
  ],
]);

test('hooks that are misspelt are refused, in a class as in an object', async () => {
  class Own extends Callback { onEpochEnded(): void {} }
  const fit = (callback: Callback) => model().fit(new Float32Array(4), [1, 0], { callbacks: [callback] });
  await assert.rejects(fit(new Own()), /fit: callbacks\[0\] has no hook 'onEpochEnded'.*did you mean 'onEpochEnd'\?$/);
  await assert.rejects(fit({ on_epoch_end() {} } as never), /has no hook 'on_epoch_end'.*did you mean 'onEpochEnd'\?$/);
});

test('what another copy of the package made is named as such', async () => {
  const other = await anotherCopy();
  assert.notEqual(other.Layer, Layer);
  assert.throws(() => sequential([other.dense({ units: 1, inputShape: [2] }) as never]),
    /^TypeError: sequential: layers\[0\] must be a Layer, got one of another copy of bitgrad; the program has loaded/);
  assert.throws(
    () => save(other.sequential([other.dense({ units: 1, inputShape: [2] })]) as never),
    /must be a model .*another copy of bitgrad/,
  );
});

function rateOf(rate: unknown): void {
  const optimizer = sgd();
  optimizer.learningRate = rate as number;
  optimizer.applyGradients(new Float32Array(1), new Float32Array(1));
}

function compiledWith(optimizer: Optimizer): void {
  sequential([dense({ units: 1, inputShape: [2] })]).compile({ optimizer, loss: 'hinge' });
}

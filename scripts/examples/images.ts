// Images from a folder of bytes, read batch by batch, changed at random in each epoch: no more than a batch in memory.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conv2D, dense, digits, flatten, maxPooling2D, sequential } from 'bitgrad';
import { augmentImages, scaleBytes, ScaledBytes } from 'bitgrad/data';

// A folder a class, a file an image of 28 × 28 grey levels; here they are drawn first.
const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
const { train, test } = digits({ seed: 0, train: 640, test: 200 });
for (const [i, label] of [...train.y].entries()) {
  mkdirSync(join(folder, String(label)), { recursive: true });
  writeFileSync(join(folder, String(label), `${i}.grey`), train.levels.bytes.subarray(784 * i, 784 * (i + 1)));
}

const files = readdirSync(folder).flatMap((label) =>
  readdirSync(join(folder, label)).map((name) => ({ path: join(folder, label, name), label: Number(label) })));
const BATCH = 32, batches = files.length / BATCH;

/** The batches of an epoch from one on: each file has its place in each, so training can be resumed and verified. */
function* images(epoch: number, first: number) {
  for (let batch = first; batch < batches; batch++) {
    const rows = Uint32Array.from({ length: BATCH }, (_, i) => (i * batches + batch + 7 * epoch) % files.length);
    const chosen = [...rows].map((row) => files[row]!);
    const bytes = Buffer.concat(chosen.map(({ path }) => readFileSync(path)));
    const change = { shape: [28, 28], seed: 1, epoch, rows, rotation: 0.03, translation: 0.05, zoom: 0.1 };
    yield { x: augmentImages(scaleBytes(bytes), change), y: chosen.map(({ label }) => label) };
  }
}

const model = sequential([
  conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }), maxPooling2D({ poolSize: 2 }),
  flatten(), dense({ units: 10, activation: 'softmax' }),
], { seed: 0 });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(images, { epochs: 8, verbose: 2 });
const { accuracy = 0 } = model.evaluate(new ScaledBytes(test.levels.bytes), test.y);
console.log(`It reads ${Math.round(100 * accuracy)} % of ${test.y.length} images that it has not seen.`);
rmSync(folder, { recursive: true });

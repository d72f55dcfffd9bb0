import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Callback, type FitOptions, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { tables } from '../kernels/tables.ts';
import { assertSameBits } from '../helpers/same.ts';

const COUNT = 24, CLASSES = 3;
const inputs = (): Float32Array => Float32Array.from({ length: 2 * COUNT }, (_, i) => ((i * 7) % 13) / 13);
const labels = (): Float32Array => Float32Array.from({ length: COUNT }, (_, i) => i % CLASSES);
const options: FitOptions = { batchSize: 4, epochs: 2 };

/** A buffer that may shrink or grow, as engines since Node.js 20 have. */
interface Resizable extends ArrayBuffer {
  resize(length: number): void;
}

function resizable(from: Float32Array, room: number = from.byteLength): { array: Float32Array; buffer: Resizable } {
  const buffer = Reflect.construct(ArrayBuffer, [from.byteLength, { maxByteLength: room }]) as Resizable;
  const array = new Float32Array(buffer);
  array.set(from);
  return { array, buffer };
}

const detach = (array: Float32Array): void => {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
};

for (const kernels of tables) {
  const make = (
    loss: 'sparseCategoricalCrossentropy' | 'meanSquaredError' = 'sparseCategoricalCrossentropy',
  ): Sequential => {
    const model = sequential(
      [dense({ units: CLASSES, activation: 'softmax', inputShape: [2] })], { seed: 1, kernels, maxBatch: 3 },
    );
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss });
    return model;
  };
  /** Trains, changing something after the second batch. */
  const changing = (
    x: Float32Array, y: ArrayLike<number>, change: () => void, more: FitOptions = {}, model = make(),
  ): Promise<unknown> =>
    model.fit(x, y, { ...options, ...more, callbacks: [{ onBatchEnd: (batch) => { if (batch === 1) change(); } }] });

  test(`${kernels.name}: a label overwritten while fit runs is refused by its number`, async () => {
    for (const wrong of [CLASSES, -1, 0.5, NaN, Infinity, 1e9]) {
      const x = inputs(), y = labels();
      await assert.rejects(changing(x, y, () => { y[13] = wrong; }), {
        name: 'RangeError', message: `fit: y[13] must be a label, a whole number from 0 to 2, got ${wrong}`,
      });
    }
    const list: unknown[] = Array.from(labels()), numbers: unknown[] = Array.from({ length: COUNT * CLASSES }, () => 0);
    const text = changing(inputs(), list as number[], () => { list[20] = '1'; });
    await assert.rejects(text, { name: 'TypeError', message: /^fit: y\[20\] must be a number, got '1'; Number/ });
    const big = changing(inputs(), numbers as number[], () => { numbers[70] = 1n; }, {}, make('meanSquaredError'));
    await assert.rejects(big, { name: 'TypeError', message: /^fit: y\[70\] must be a number, got 1n/ });
  });

  test(`${kernels.name}: arrays that are detached, shrunk or lengthened while fit runs are `
    + 'refused by name', async () => {
    const message = (who: string, argument: string, wanted: number, got: number): object => ({
      name: 'ShapeError',
      message: `${who}: ${argument} must hold ${wanted} elements until the end, as when it was checked, got ${got}: `
        + 'it has been changed or detached',
    });
    for (const shuffle of [true, false]) {
      const x = inputs(), y = labels();
      await assert.rejects(changing(x, labels(), () => detach(x), { shuffle }), message('fit', 'x', 48, 0));
      await assert.rejects(changing(inputs(), y, () => detach(y), { shuffle }), message('fit', 'y', 24, 0));
      const small = resizable(inputs()), long = resizable(labels(), 400);
      await assert.rejects(
        changing(small.array, labels(), () => small.buffer.resize(40), { shuffle }), message('fit', 'x', 48, 10),
      );
      await assert.rejects(
        changing(inputs(), long.array, () => long.buffer.resize(400), { shuffle }), message('fit', 'y', 24, 100),
      );
      const fixed = resizable(inputs()), view = new Float32Array(fixed.buffer, 0, 48);
      await assert.rejects(
        changing(view, labels(), () => fixed.buffer.resize(40), { shuffle }), message('fit', 'x', 48, 0),
      );
      const list = [...labels()];
      await assert.rejects(
        changing(inputs(), list, () => { list.length = 20; }, { shuffle }), message('fit', 'y', 24, 20),
      );
      const validationX = inputs(), validationY = labels();
      await assert.rejects(
        changing(
          inputs(), labels(), () => detach(validationX), { shuffle, validationData: [validationX, validationY] },
        ),
        message('fit validationData', 'x', 48, 0),
      );
    }
  });

  test(`${kernels.name}: a validation label overwritten while fit runs is refused, of validationData and `
    + 'of a split', async () => {
    const y = labels(), own = labels();
    await assert.rejects(changing(inputs(), labels(), () => { own[5] = 7; }, { validationData: [inputs(), own] }),
      /^RangeError: fit validationData: y\[5\] must be a label/);
    await assert.rejects(
      changing(inputs(), y, () => { y[23] = 7; }, { validationSplit: 0.25 }),
      /^RangeError: fit: y\[23\] must be a label/,
    );
  });

  test(`${kernels.name}: sample weights, the order and the list of callbacks are held: `
    + 'changing them changes nothing', async () => {
    const plain = make(), changed = make();
    const sampleWeight = Float32Array.from({ length: COUNT }, (_, i) => 1 + i / COUNT), weights = sampleWeight.slice();
    await plain.fit(inputs(), labels(), { ...options, sampleWeight: weights });
    const callbacks: Partial<Callback>[] = [{
      onEpochBegin: (_epoch, _model, order) => { order?.fill(4_000_000_000); },
      onBatchEnd: () => {
        sampleWeight.fill(NaN);
        callbacks.push({ onBatchEnd: () => { throw new Error('never'); } });
      },
    }];
    await changed.fit(inputs(), labels(), { ...options, sampleWeight, callbacks });
    assertSameBits(changed.theta, plain.theta);
  });

  test(`${kernels.name}: other numbers in x and y are trained on as they are when their rows are loaded`, async () => {
    const thetas = await Promise.all(tables.map(async (own) => {
      const x = inputs(), y = labels();
      const model =
        sequential([dense({ units: CLASSES, activation: 'softmax', inputShape: [2] })], { seed: 1, kernels: own });
      model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
      await changing(x, y, () => { x.fill(0.5); y.fill(2); }, {}, model);
      return model.theta;
    }));
    for (const theta of thetas) assertSameBits(theta, thetas[0]);
  });
}

test('data that are detached while a ledger begins, or is verified, are named', async () => {
  const many = 300_000, x = new Float32Array(2 * many), y = new Float32Array(many), book = ledger({ every: 1000 });
  const model = sequential([dense({ units: CLASSES, activation: 'softmax', inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
  const training = model.fit(x, y, { batchSize: 'full', callbacks: [book] });
  setImmediate(() => detach(x));
  await assert.rejects(training, /^ShapeError: fit: x must hold 600000 elements until the end/);
  const short = inputs(), own = labels(), good = ledger();
  await model.fit(short, own, { ...options, callbacks: [good] });
  const checking = verifyLedger(good.bytes(), { x: short, y: own });
  setImmediate(() => detach(short));
  await assert.rejects(checking, /^ShapeError: verifyLedger: x must hold 48 elements until the end/);
});

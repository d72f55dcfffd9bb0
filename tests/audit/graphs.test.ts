/**
 * The audit of models that are no stacks.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkGradients, diagnose, ledger, locateDifference, numerics, verifyLedger,
} from '../../lib/audit/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { bidirectional, dense, gru, lstm, multiHeadAttention, subtract } from '../../lib/layers/index.ts';
import { input, model, type Columns, type ModelOptions } from '../../lib/model/index.ts';
import { EXAMPLES, custom, firstRows, graphCases, inOrder, type GraphCase } from '../model/graphCases.ts';
import { checkTrace } from './checkTrace.ts';
import { assertDiffers, assertVerified, forge } from './ledgers.ts';

const ROWS = 3;
/** The first rows, as a list where there are several columns. */
function rowsOf<T extends ArrayLike<number>>(given: Columns<T>): T | readonly T[] {
  const columns = inOrder(firstRows(given, ROWS) as Columns<T>);
  return columns.length === 1 ? columns[0] : columns;
}

async function written({ make, x, y }: GraphCase, options: ModelOptions = {}): Promise<Uint8Array> {
  const book = ledger({ every: 4 });
  await make({ maxBatch: 8, ...options }).fit(x, y, { batchSize: 5, epochs: 2, callbacks: [book] });
  return book.bytes();
}

for (const graphCase of graphCases) {
  const { title, make, x, y } = graphCase;

  test(`${title}: a trace of a step is recomputed, and its bits are those of the step, in parts too`, () => {
    for (const maxBatch of [2, 8]) checkTrace(make({ maxBatch }), { x: rowsOf(x), y: rowsOf(y) });
    checkTrace(make(), { x: rowsOf(x), y: rowsOf(y), sampleWeight: [1, 0.25, 3] });
  });

  test(`${title}: a ledger has the same bytes on both tables, and verifies on the other one`, async () => {
    const bytes = await written(graphCase, { kernels: createKernels('simd') });
    assert.deepEqual(await written(graphCase, { kernels: createKernels('reference') }), bytes);
    for (const kernels of ['reference', 'simd'] as const) {
      assertVerified(await verifyLedger(bytes, { x, y }, { custom, kernels: createKernels(kernels) }), 10);
    }
    assertVerified(await verifyLedger(bytes, { x, y }, { custom, steps: [7] }), 10, 2);
  });

  test(`${title}: a ledger with one bit of a loss changed does not verify, nor does one of other data`, async () => {
    const bytes = await written(graphCase);
    const forged = forge(bytes, (record) => {
      if (record.step !== 3) return;
      const loss = String(record.loss);
      record.loss = `${loss.slice(0, -1)}${loss.endsWith('0') ? '1' : '0'}`;
    });
    assertDiffers(await verifyLedger(forged, { x, y }, { custom }), { step: 3, what: 'loss' });
    const columns = inOrder(x).map((own) => own.slice()), last = columns[columns.length - 1];
    last[last.length - 1] += 1;
    assertDiffers(await verifyLedger(bytes, { x: columns, y }, { custom }), { step: 0, what: 'data' });
  });

  test(`${title}: backward passes are right, binary32 is near binary64, and nothing is found to diagnose`, async () => {
    const made = make(), { ok, tensors } = checkGradients(made, x, y);
    assert.ok(ok);
    assert.deepEqual(tensors.map(({ layer, name }) => [layer, name]),
      made.parameters.map(({ layer, name }) => [layer, name]));
    const { tensors: seen } = numerics(made, x, y);
    for (const { layer } of made.parameters) assert.ok(seen.some((own) => own.layer === layer), layer);
    assert.equal(diagnose(made, x, y), undefined);
    const located = await locateDifference(
      await written(graphCase), { x, y }, { suspect: createKernels('simd'), custom },
    );
    assert.equal(located, undefined);
  });
}

test('an input that is no finite number is named, whichever of several it is', () => {
  const { make, y } = graphCases[1], x = (graphCases[1].x as Record<string, Float32Array>);
  const right = x.right.slice();
  right[4] = NaN;
  const made = make();
  assert.throws(() => made.trainOnBatch({ left: x.left, right }, y),
    /NaN is first seen in layer 'input', x 2\[4\].*; x\.right holds NaN/);
  assert.match(diagnose(made, { left: x.left, right }, y)?.explanation ?? '', /x 2\[4\]/);
});

test('targets that are no finite number are named, whichever output has them', () => {
  const { make, x } = graphCases[2], y = graphCases[2].y as Record<string, ArrayLike<number>>;
  const price = Float32Array.from(y.price), made = make();
  price[2] = NaN;
  assert.throws(() => made.trainOnBatch(x, { ...y, price }), /NaN is first seen in layer 'loss', losses\[2\]/);
  made.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const same = new Float32Array(3 * EXAMPLES);
  same[7] = NaN;
  assert.throws(() => made.trainOnBatch(x, { ...y, same }),
    /'loss 2', losses\[2\].*; y\.same holds NaN in example 2, column 1$/);
});

test('of a shared layer each call has tensors of its own name, and a unit is dead that is 0 at all calls', () => {
  const u = input({ shape: [1], name: 'u' }), v = input({ shape: [1], name: 'v' });
  const shared = dense({ units: 3, activation: 'relu', name: 'shared', kernelInitializer: [1, -1, 0] });
  const made = model({ inputs: [u, v], outputs: subtract().apply([shared.apply(u), shared.apply(v)]) });
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  const x = [Float32Array.of(1, 2), Float32Array.of(-1, 2)], { tensors, dead } = numerics(made, x, [0, 0, 0, 0, 0, 0]);
  assert.deepEqual(dead, [{ layer: 'shared', units: 3, dead: 1, zeros: 8 / 12 }]);
  const names = tensors.filter(({ layer }) => layer === 'shared').map(({ tensor }) => tensor);
  for (const name of ['z', 'a', '∂J/∂z']) assert.ok(names.includes(name) && names.includes(`${name} of call 1`), name);
  assert.equal(new Set(names).size, names.length);
});

test('a step is recomputed from its trace where nobody reads some outputs of layers, first or further ones', () => {
  const x = Float32Array.from({ length: 2 * 3 * 2 }, (_, i) => (i % 5) / 4 - 0.5), from = input({ shape: [3, 2] });
  const recurrent = lstm({ units: 2, returnState: true, activityRegularizer: 'l2' });
  const [, h] = recurrent.applyAll(dense({ units: 2 }).apply(from));
  const [shown] = multiHeadAttention({ numHeads: 1, keyDim: 2, returnAttentionScores: true }).applyAll(from);
  const both = bidirectional({ layer: gru({ units: 1, returnState: true }), mergeMode: null });
  const made = model({ inputs: from, outputs: [h, both.applyAll(shown)[1]] });
  made.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  checkTrace(made, { x, y: [[0.5, 0, -0.5, 1], [0.25, -1]] });
});

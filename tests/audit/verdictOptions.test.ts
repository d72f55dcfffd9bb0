import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkGradients, diagnose, explainGradient, locateDifference, nanDetective, numerics, readLedger, trace, verifyLedger,
  type VerifyOptions,
} from '../../lib/audit/index.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { dropout, sequential, sgd, type Sequential } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertVerified, EPOCHS, fromLines, linesOf, plain, STEPS, written, x, y } from './ledgers.ts';

function compiled(): Sequential {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  return model;
}

const refused = (bytes: Uint8Array, options: object, name: string, message: RegExp): Promise<void> =>
  assert.rejects(verifyLedger(bytes, { x, y }, options as VerifyOptions), { name, message });

test('verifyLedger takes a cut ledger for true only, and not for what looks like false', async () => {
  const bytes = await written(), cut = fromLines(linesOf(bytes).slice(0, 6));
  const texts = [['false', "'false'"], ['true', "'true'"]] as const;
  const values = [...texts, [1, '1'], [0, '0'], [null, 'null'], [{}, 'an object']] as const;
  for (const [value, shown] of values) {
    for (const ledger of [bytes, cut]) {
      await refused(
        ledger,
        { allowIncomplete: value },
        'TypeError',
        new RegExp(`^verifyLedger: allowIncomplete must be true or false, got ${shown}`),
      );
    }
  }
  assert.equal((await verifyLedger(cut, { x, y }, { allowIncomplete: true })).ok, true);
  assert.equal((await verifyLedger(cut, { x, y }, { allowIncomplete: false })).ok, false);
});

test('verifyLedger replays the steps asked for, or says why not: a hole, none at all, what is no step', async () => {
  const bytes = await written();
  const holed = [1, 2, 3];
  delete holed[1];
  await refused(
    bytes, { steps: new Array(2) }, 'TypeError', /^verifyLedger: steps must be an array without holes, got one at 0$/,
  );
  await refused(
    bytes, { steps: holed }, 'TypeError', /^verifyLedger: steps must be an array without holes, got one at 1$/,
  );
  await refused(
    bytes,
    { steps: [] },
    'RangeError',
    /^verifyLedger: steps must hold at least one step, or be absent for all, got none$/,
  );
  await refused(bytes, { steps: '12' }, 'TypeError', /^verifyLedger: steps must be an array, got '12'$/);
  await refused(
    bytes, { steps: new Set([1]) }, 'TypeError', /^verifyLedger: steps must be an array, got an object \(Set\)$/,
  );
  await refused(
    bytes, { steps: [1, '2'] }, 'TypeError', /^verifyLedger: steps\[1\] must be an integer from 1 to 18, got '2'$/,
  );
  await refused(
    bytes,
    { steps: [undefined] },
    'TypeError',
    /^verifyLedger: steps\[0\] must be an integer from 1 to 18, got undefined$/,
  );
  await refused(
    bytes, { steps: [0] }, 'RangeError', /^verifyLedger: steps\[0\] must be an integer from 1 to 18, got 0$/,
  );
  await refused(bytes, { onProgress: 5 }, 'TypeError', /^verifyLedger: onProgress must be a function, got 5$/);
  for (const [kernels, got] of [[null, 'null'], ['simd', "'simd'"], [{}, 'an object (Object)']] as const) {
    const wanted = `kernels must be a table such as createKernels('reference'), got ${got}`;
    await assert.rejects(
      verifyLedger(bytes, { x, y }, { kernels: kernels as never }),
      { name: 'TypeError', message: `verifyLedger: ${wanted}` },
    );
    const suspect = createKernels('reference');
    for (const options of [{ suspect, kernels }, { suspect: kernels }]) {
      const name = 'kernels' in options ? wanted : wanted.replace('kernels', 'suspect');
      const located = locateDifference(bytes, { x, y }, options as never);
      await assert.rejects(located, { name: 'TypeError', message: `locateDifference: ${name}` });
    }
  }
  await refused(bytes, { custom: { length: 0 } }, 'TypeError', /custom must be an? (list|array), got an object/);
  await refused(bytes, { stps: [1] }, 'TypeError', /^verifyLedger: unknown option 'stps'/);
  assertVerified(await verifyLedger(bytes, { x, y }, { steps: [2, 1, 2] }), STEPS, 2);
});

test('what is no bytes is no ledger', async () => {
  const message = / bytes must be a Uint8Array, got an object \(ArrayBuffer\); new Uint8Array\(bytes\) has its bytes$/;
  await assert.rejects(verifyLedger(new ArrayBuffer(9) as never, { x, y }), { name: 'TypeError', message });
  await assert.rejects(
    locateDifference(new ArrayBuffer(9) as never, { x, y }, { suspect: createKernels('simd') }),
    { name: 'TypeError', message },
  );
  assert.throws(() => readLedger(new ArrayBuffer(9) as never), { name: 'TypeError', message });
  const crlf = linesOf(await written()).join('\r\n');
  const changed = 'a ledger of bitgrad of another version, or one changed or cut in its header';
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const cases = {
    '<html>': 'an HTML page', '': 'no bytes', '{"a":1}\n': 'JSON', [crlf]: changed, [crlf.slice(0, 40)]: changed,
  };
  for (const [text, got] of Object.entries(cases)) {
    const wanted = `readLedger: bytes must begin with the header of a ledger of version 1 to 4, got ${got}`;
    assert.throws(() => readLedger(bytesOf(text)), { name: 'FormatError', message: wanted });
    assert.throws(() => readLedger(bytesOf(`\ufeff${text}`)), { name: 'FormatError' });
  }
});

const still = sequential([dropout({ rate: 0.5, inputShape: [2] })]);
still.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
const model = compiled();
const holed = new Array<number>(1);

checkRefusals('a verdict of options that are not what they should be, or of nothing, is refused', [
  [
    () => checkGradients(still, Float32Array.of(1, 2), [1, 2]), ShapeError,
    /^checkGradients: model must have parameters to check, got none$/,
  ],
  [
    () => checkGradients(model, x, y, { parameters: 'none' as never }), TypeError,
    /^checkGradients: parameters must be a non-negative integer, got 'none'$/,
  ],
  [() => checkGradients(model, x, y, { directions: '3' as never }), TypeError, /^checkGradients: directions must be/],
  [() => checkGradients(model, x, y, { tolerance: '1' as never }), TypeError, /^checkGradients: tolerance must be/],
  [() => checkGradients(model, x, y, { tolerance: Infinity }), RangeError, /^checkGradients: tolerance must be/],
  [() => checkGradients(model, x, y, { seed: '1' as never }), TypeError, /^checkGradients: seed must be/],
  ...[0, '', false, null, NaN].flatMap((value) => (['sampleWeight', 'classWeight'] as const).flatMap((name) => [
    [
      () => checkGradients(model, x, y, { [name]: value as never }), TypeError,
      new RegExp(`^checkGradients: ${name} must be`),
    ],
    [
      () => explainGradient(model, x, y, { layer: 2, i: 1, j: 1, [name]: value as never }), TypeError,
      new RegExp(`^explainGradient: ${name} must be`),
    ],
    [() => diagnose(model, x, y, { [name]: value as never }), TypeError, new RegExp(`^diagnose: ${name} must be`)],
    [() => numerics(model, x, y, { [name]: value as never }), TypeError, new RegExp(`^numerics: ${name} must be`)],
    [() => trace(model, x, y, { [name]: value as never }), TypeError, new RegExp(`^trace: ${name} must be`)],
  ] as const)),
  ...(['layers', 'tensors', 'indices', 'phases'] as const).flatMap((name) => [
    [
      () => trace(model, x, y, { [name]: 5 as never }), TypeError,
      new RegExp(`^trace: ${name} must be an array, got 5$`),
    ],
    [
      () => trace(model, x, y, { [name]: null as never }), TypeError,
      new RegExp(`^trace: ${name} must be an array, got null$`),
    ],
    [
      () => trace(model, x, y, { [name]: holed as never }), TypeError,
      new RegExp(`^trace: ${name} must be an array without holes, got one at 0$`),
    ],
  ] as const),
  [
    () => trace(model, x, y, { expand: 'false' as never }), TypeError,
    /^trace: expand must be true or false, got 'false'$/,
  ],
  [() => trace(model, x, y, { into: {} as never }), TypeError, /^trace: into must be an array/],
  [() => trace(model, x, y, { onOperation: {} as never }), TypeError, /^trace: onOperation must be a function/],
  [() => nanDetective({ onFound: 'log' as never }), TypeError, /^nanDetective: onFound must be a function, got 'log'$/],
]);

test('verifyLedger tells how many steps it has done again, of those asked for and what leads to them', async (t) => {
  let time = 0;
  t.mock.method(performance, 'now', () => (time += 1000));
  const told: (readonly [done: number, of: number])[] = [], bytes = await written(), epoch = STEPS / EPOCHS;
  const verdict = await verifyLedger(bytes, { x, y }, {
    steps: [epoch + 3, 1, 2 * epoch], onProgress: (done, of) => told.push([done, of]),
  });
  assertVerified(verdict, STEPS, 1 + epoch);
  assert.deepEqual([...new Set(told.map(([done]) => done))], Array.from({ length: 1 + epoch }, (_, i) => i + 1));
  assert.deepEqual([...new Set(told.map(([, of]) => of))], [1 + epoch]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLogger, progress, terminateOnNaN, type Callback } from '../../../lib/model/index.ts';
import { checkRefusals } from '../../helpers/refusals.ts';
import { assertSameBits } from '../../helpers/same.ts';
import { numbered, smallModel } from '../small.ts';
import { pretend, pretender } from './histories.ts';

test('csvLogger writes a line of names, then one an epoch, in order of the names', async () => {
  let text = '';
  const write = async (part: string): Promise<void> => { await Promise.resolve(); text += part; };
  await pretend(pretender(), [2.5, 1e-7, -1], [csvLogger({ write })], 'accuracy');
  assert.equal(text, 'epoch,accuracy,loss\n0,2.5,0\n1,1e-7,0\n2,-1,0\n');
  text = '';
  await pretend(
    pretender(), [1, 2], [csvLogger({ write, separator: '; ', append: true })], 'accuracy', { initialEpoch: 1 },
  );
  assert.equal(text, '1; 2; 0\n');
});

test('csvLogger has a column for validation that comes later, and NA where an epoch lacks a value', async () => {
  let text = '';
  const late: Callback = { onEpochEnd: (epoch, logs) => { if (epoch === 2) logs.late = 7; } };
  await pretender().fit(Float32Array.of(0), [0], {
    epochs: 3, validationData: [Float32Array.of(0), [3]], validationFreq: 2,
    callbacks: [late, csvLogger({ write: (part) => { text += part; } })],
  });
  assert.equal(text, 'epoch,loss,val_loss\n0,0,NA\n1,0,9\n2,0,NA\n');
});

test('csvLogger puts a name with a separator or quotation marks in quotation marks', async () => {
  let text = '';
  const named: Callback = { onEpochEnd(_epoch, logs) { logs['a,"b"'] = 1; } };
  await pretender()
    .fit(Float32Array.of(0), [0], { callbacks: [named, csvLogger({ write: (part) => { text += part; } })] });
  assert.match(text, /^epoch,"a,""b""",loss\n0,1,/);
});

test('progress shows what four places would lose by three digits', async () => {
  let text = '';
  const rate: Callback = { onEpochEnd(_epoch, logs) { logs.lr = 1.2345e-5; } };
  await pretender()
    .fit(Float32Array.of(0), [0], { callbacks: [rate, progress({ write: (part) => { text += part; } })] });
  assert.match(text, /lr 0\.0000123\n$/);
});

test('progress writes one line an epoch, and on a terminal draws over it', async () => {
  const { x, y } = numbered(8);
  const written: string[] = [];
  const callbacks = [progress({ write: (text) => written.push(text) })];
  await smallModel().fit(x, y, { epochs: 10, initialEpoch: 8, batchSize: 2, validationSplit: 0.25, callbacks });
  assert.equal(written.length, 2);
  assert.match(written[0], /^epoch  9\/10    0\.\d s   loss \d+\.\d{4}   val_loss \d+\.\d{4}\n$/);
  written.length = 0;
  await smallModel()
    .fit(x, y, { batchSize: 2, callbacks: [progress({ write: (text) => written.push(text), live: true })] });
  assert.match(written[0],
    /^\repoch 1\/1  █{6}░{18}    0\.\d s   0\.\d s left   loss of this batch \d+\.\d{4}\x1b\[K$/);
  assert.match(written.at(-1) ?? '', /^\repoch 1\/1  █{24}    0\.\d s   loss \d+\.\d{4}\x1b\[K\n$/);
});

test('the seconds of progress add up to those of the whole, and a next training begins anew', async (t) => {
  let moment = 5000, text = '';
  t.mock.method(performance, 'now', () => moment);
  const slow: Callback = { onEpochBegin: () => { moment += 240; } }; // each by itself is 0.2 s
  const callbacks = [progress({ write: (part) => { text += part; } }), slow];
  const train = async (epochs: number): Promise<number[]> => {
    text = '';
    await pretender().fit(Float32Array.of(0), [0], { epochs, callbacks });
    moment += 60_000;
    return [...text.matchAll(/(\d+\.\d) s/g)].map(([, seconds]) => Number(seconds));
  };
  assert.deepEqual(await train(5), [0.2, 0.3, 0.2, 0.3, 0.2]); // 1.2 s
  assert.deepEqual(await train(2), [0.2, 0.3]);
});

test('progress leaves a bar that training broke off under on a line of its own', async () => {
  const { x, y } = numbered(8), written: string[] = [];
  const failing: Callback = { onBatchEnd: () => { throw new Error('enough'); } };
  await assert.rejects(
    smallModel().fit(x, y, { callbacks: [progress({ write: (text) => written.push(text), live: true }), failing] }),
  );
  assert.deepEqual([written.length, written.at(-1)], [2, '\n']);
});

test('terminateOnNaN makes a quiet stop of what would reject fit: θ is as before the step, the error is kept, and '
  + 'other errors pass', async () => {
  const { x, y } = numbered(8), model = smallModel({}, [], 1e30), callback = terminateOnNaN(), ends: string[] = [];
  const options = { batchSize: 4, epochs: 3, shuffle: false } as const;
  const ending: Callback = { onTrainEnd: (_model, { reason }) => { ends.push(reason); } };
  const history = await model.fit(x, y, { ...options, callbacks: [callback, ending] });
  assert.deepEqual([history.reason, history.iterations, history.epoch, ends], ['stopped', 1, [], ['stopped']]);
  assert.deepEqual([callback.error?.at.epoch, callback.error?.at.batch], [0, 1]);
  const again = smallModel({}, [], 1e30);
  await assert.rejects(again.fit(x, y, options), { name: 'NonFiniteError' });
  assertSameBits(model.theta, again.theta, 'θ');
  const failing: Callback = { onEpochBegin: () => { throw new Error('enough'); } };
  await assert.rejects(smallModel().fit(x, y, { callbacks: [callback, failing] }), { message: 'enough' });
  assert.equal(callback.error, undefined);
});

test('every callback is told of an error; one that takes it as a stop is enough', async () => {
  const { x, y } = numbered(4), told: string[] = [];
  const asked = (name: string, answer: boolean): Callback => ({
    async onError(error) {
      await Promise.resolve();
      told.push(`${name} ${String(error)}`);
      return answer;
    },
  });
  const failing: Callback = { onBatchEnd: () => { throw new Error('enough'); } };
  const { reason } = await smallModel().fit(x, y, { callbacks: [failing, asked('a', true), asked('b', false)] });
  assert.equal(reason, 'stopped');
  assert.deepEqual(told, ['a Error: enough', 'b Error: enough']);
});

checkRefusals('options of these callbacks are refused by name', [
  [() => csvLogger({} as never), TypeError, /^csvLogger: write must be a function, got undefined$/],
  [
    () => csvLogger({ write: () => undefined, separator: 3 as never }), TypeError,
    /^csvLogger: separator must be a string, got 3$/,
  ],
  [() => csvLogger({ write: () => undefined, file: 'a' } as never), TypeError, /^csvLogger: unknown option 'file'/],
  [() => progress({ write: 'out' as never }), TypeError, /^progress: write must be a function, got 'out'$/],
  [
    () => progress({ write: () => undefined, live: 1 as never }), TypeError,
    /^progress: live must be true or false, got 1$/,
  ],
]);

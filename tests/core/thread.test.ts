import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasThreads, parentThread, startThread, type Thread, type ThreadModule } from '../../lib/core/thread.ts';

const echo: ThreadModule = {
  at: () => new URL('./echoThread.js', import.meta.url), inBrowser: () => { throw new Error('this is no browser'); },
};

/** Starts a thread, and gives what it says: a message, or its end. */
function started(module: ThreadModule = echo): { readonly thread: Thread; readonly said: () => Promise<unknown> } {
  const waiting: ((value: unknown) => void)[] = [], values: unknown[] = [];
  const say = (value: unknown): void => {
    const next = waiting.shift();
    if (next === undefined) values.push(value);
    else next(value);
  };
  const thread = startThread(module, { onMessage: say, onEnd: say });
  const held = setInterval(() => {}, 1000); // threads do not hold the process
  const said = () => new Promise((resolve) => {
    if (values.length > 0) resolve(values.shift());
    else waiting.push(resolve);
  }).finally(() => clearInterval(held));
  return { thread, said };
}

test('a thread is sent messages, and sends some', async () => {
  assert.equal(hasThreads(), true);
  const { thread, said } = started(), shared = new SharedArrayBuffer(4);
  thread.postMessage({ shared, numbers: Float32Array.of(1.5, -2) });
  const { back } = await said() as { back: { shared: SharedArrayBuffer; numbers: Float32Array } };
  assert.deepEqual([...back.numbers], [1.5, -2]);
  new Int32Array(back.shared)[0] = 7;
  assert.equal(new Int32Array(shared)[0], 7);
  thread.terminate();
});

test('what is transferred is lost here', async () => {
  const { thread, said } = started(), numbers = Float64Array.of(1, 2, 3);
  thread.postMessage(numbers, [numbers.buffer]);
  assert.equal(numbers.length, 0);
  assert.deepEqual(await said(), { back: Float64Array.of(1, 2, 3) });
  thread.terminate();
});

test('a thread that ends by an error or by itself says so once', async () => {
  for (const [message, expected] of [['throw', 'on purpose'], ['exit', 'the thread ended with code 3']]) {
    const { thread, said } = started();
    thread.postMessage(message);
    assert.equal((await said() as Error).message, expected);
    const more = await Promise.race([said(), new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))]);
    assert.equal(more, 'nothing');
  }
});

test('a module that is not there is the end of its thread', async () => {
  const { said } = started({ ...echo, at: () => new URL('./noSuchThread.js', import.meta.url) });
  assert.match((await said() as Error).message, /noSuchThread/);
});

test('a thread does not keep a process from ending', () => {
  const code = `
    import { startThread } from ${JSON.stringify(new URL('../../lib/core/thread.ts', import.meta.url).href)};
    const echo = { at: () => new URL('./echoThread.js', ${JSON.stringify(import.meta.url)}) };
    await new Promise((resolve) => {
      const held = setInterval(() => {}, 1000), onMessage = () => { clearInterval(held); resolve(); };
      startThread(echo, { onMessage, onEnd: onMessage }).postMessage('here');
    });`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 60_000, encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('the main thread has no parent', () => {
  assert.throws(() => parentThread(), { name: 'StateError', message: /^parentThread: it must be called in a thread/ });
});

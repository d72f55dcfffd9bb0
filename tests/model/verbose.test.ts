/**
 * What `verbose` shows, on a terminal, elsewhere, and where there is no standard output.
 */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Bar } from '../../lib/model/bar.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Sequential, type Verbose } from '../../lib/model/index.ts';

const x = Float32Array.from({ length: 600 }, (_, i) => i / 600), y = x.map((v) => 2 * v);

function compiled(): Sequential {
  const made = sequential([dense({ units: 1, inputShape: [1] })], { maxBatch: 16 });
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: 'mae' });
  return made;
}

const restore: (() => void)[] = [];
afterEach(() => { for (const undo of restore.splice(0)) undo(); });

/** Puts something else in the place of a global. */
function replace(name: 'process' | 'console' | 'performance', value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name) as PropertyDescriptor;
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  restore.push(() => Object.defineProperty(globalThis, name, before));
}

/** What the calls write to a standard output of that kind. */
async function written(verbose: Verbose, terminal: object): Promise<string[]> {
  const texts: string[] = [];
  replace('process', { ...process, stdout: { write(text: string) { texts.push(text); }, ...terminal } });
  const made = compiled();
  await made.fit(x, y, { epochs: 2, verbose });
  made.evaluate(x, y, { verbose });
  made.predict(x, { verbose });
  for (const undo of restore.splice(0)) undo();
  return texts;
}

const LINES = [
  /^epoch 1\/2 +\d\.\d s   loss \d\.\d{4}   meanAbsoluteError \d\.\d{4}\n$/, /^epoch 2\/2 /,
  /^evaluate +\d\.\d s   loss \d\.\d{4}   meanAbsoluteError \d\.\d{4}\n$/, /^predict +\d\.\d s   600 examples\n$/,
];

function assertLines(texts: readonly string[]): void {
  assert.equal(texts.length, LINES.length, texts.join(''));
  LINES.forEach((line, i) => assert.match(texts[i], line));
}

test('0 shows nothing, and is the default', async () => {
  assert.deepEqual(await written(0, { isTTY: true, columns: 80 }), []);
});

test('2 writes a line at the end of each epoch, of evaluate and of predict, also on a terminal', async () => {
  assertLines(await written(2, { isTTY: true, columns: 80 }));
});

for (const verbose of [1, 'auto'] as const) {
  test(`${verbose} draws bars with the time left on a terminal, no wider than it, and elsewhere is as 2`, async () => {
    assertLines(await written(verbose, {}));
    assertLines(await written(verbose, { isTTY: false }));
    const texts = await written(verbose, { isTTY: true, columns: 70 });
    const [first] = texts, last = texts.filter((text) => text.endsWith('\n'));
    assert.match(first, /^\repoch 1\/2  [█░]{24}    \d\.\d s   \d+\.\d s left   loss of .*\x1b\[K$/);
    assert.equal(first.length, 1 + 69 + 3);
    for (const name of ['evaluate', 'predict']) {
      const bars = texts.filter((text) => text.startsWith(`\r${name}  `));
      assert.match(bars[0], /^\r\w+  [█░]{24}    \d\.\d s   \d+\.\d s left   16 of 600/);
    }
    assert.equal(last.length, 4);
    for (const text of last) assert.match(text, /^\r.*  █{24}  .*\x1b\[K\n$/);
  });
}

test('the time left is what the rest takes at the pace so far', () => {
  const texts: string[] = [];
  let moment = 1000;
  replace('performance', { now: () => moment });
  const bar = new Bar({ write: (text) => { texts.push(text); }, live: true }).begin('all');
  moment = 3000;
  bar.draw(0.25, 'a');
  moment = 3040; // too soon
  bar.draw(0.5, 'b');
  moment = 5000;
  bar.draw(0.75, 'c');
  bar.end('d');
  for (const undo of restore.splice(0)) undo();
  const blocks = (full: number): string => '█'.repeat(full) + '░'.repeat(24 - full);
  assert.deepEqual(texts, [
    `\rall  ${blocks(6)}    2.0 s   6.0 s left   a\x1b[K`, `\rall  ${blocks(18)}    4.0 s   1.3 s left   c\x1b[K`,
    `\rall  ${blocks(24)}    4.0 s   d\x1b[K\n`,
  ]);
});

test('where there is no standard output, lines go to the console', async () => {
  const lines: string[] = [];
  replace('console', { log: (line: string) => lines.push(line) });
  replace('process', undefined);
  compiled().evaluate(x, y, { verbose: 1 });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^evaluate +\d\.\d s   loss \d\.\d{4}   meanAbsoluteError \d\.\d{4}$/);
});

test('showing changes no bit', async () => {
  const [shown, silent] = [compiled(), compiled()];
  replace('process', { ...process, stdout: { write() {}, isTTY: true } });
  await shown.fit(x, y, { epochs: 2, verbose: 1 });
  await silent.fit(x, y, { epochs: 2 });
  assert.deepEqual(shown.theta, silent.theta);
});

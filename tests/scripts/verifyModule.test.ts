import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ledger } from '../../lib/audit/index.ts';
import { dense, sequential, type Sequential } from '../../lib/index.ts';
import { runScript, type Outcome } from './runScript.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
after(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

function build(): Sequential {
  const layers = [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })];
  const model = sequential(layers, { seed: 4 });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

const x = [[0, 1], [2, -1], [0.5, 0.25], [1, 1], [-3, 2]], y = [1, 0, -1, 2, 0.5], sampleWeight = [1, 2, 0.5, 1, 3];
const draw = `export function* source(epoch, batch) {
  for (; batch < 3; batch++) yield { x: [[epoch, batch]], y: [batch] };
}`;

const onArrays = ledger(), onSource = ledger();
await build().fit(x, y, { epochs: 2, batchSize: 2, sampleWeight, callbacks: [onArrays] });
const { source } = await import(`data:text/javascript,${encodeURIComponent(draw)}`);
await build().fit(source, { epochs: 2, callbacks: [onSource] });
const arrays = write('arrays.ledger', onArrays.bytes()), drawn = write('drawn.ledger', onSource.bytes());

const exported = `export const x = ${JSON.stringify(x)}, sampleWeight = ${JSON.stringify(sampleWeight)};`;
const own = write('own.mjs', `${exported} export const y = ${JSON.stringify(y)};`);
const verify = (file: string, ...args: string[]): Promise<Outcome> => runScript('verify', file, ...args);

test('a ledger of a program verifies on what a module exports, examples or a source', async () => {
  const [ofArrays, ofSource] =
    await Promise.all([verify(arrays, '--module', own), verify(drawn, '--module', write('draw.mjs', draw))]);
  assert.deepEqual([ofArrays.status, ofArrays.stderr, ofSource.status, ofSource.stderr], [0, '', 0, '']);
  assert.match(ofArrays.stdout, /^Verified: all 6 steps of this training on the data of .*own\.mjs, done again/);
  assert.match(ofSource.stdout, /^Verified: all 6 steps of this training on the data of .*draw\.mjs, done again/);
});

test('other data are found, and the verdict says whose they are', async () => {
  const other = write('other.mjs', `${exported} export const y = ${JSON.stringify([...y].reverse())};`);
  const changed = draw.replace('y: [batch]', 'y: [batch === 2 && epoch === 1 ? 7 : batch]');
  const otherSource = write('otherSource.mjs', changed);
  const [ofArrays, ofSource] =
    await Promise.all([verify(arrays, '--module', other), verify(drawn, '--module', otherSource)]);
  assert.equal(ofArrays.status, 1);
  assert.match(ofArrays.stdout, /^Not verified: .*\nIt was trained on other data than those of .*other\.mjs\.\n$/s);
  assert.equal(ofSource.status, 1);
  assert.match(ofSource.stdout, /^Not verified: .*step 6/s);
});

test('a module that does not say what was trained on is refused', async () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['export const x = [1], Y = [1];', /--module must export x, y, .* and nothing else, got 'Y'/],
    ['export const x = [[1, 2]];', /--module must export x and y, or source, as fit was given them, got x/],
    ['export {};', /as fit was given them, got nothing/],
    ['export const x = [', /--module must be a module that can be run, got '.*2?\.mjs': /],
    ['throw new Error("no data today");', /can be run, got '.*': no data today/],
  ];
  await Promise.all(refused.map(async ([text, message], i) => {
    const { status, stdout, stderr } = await verify(arrays, '--module', write(`refused${i}.mjs`, text));
    assert.deepEqual([status, stdout], [2, ''], text);
    assert.match(stderr, message);
  }));
  const both = await verify(arrays, '--module', own, '--seed', '3');
  assert.equal(both.status, 2);
  assert.match(both.stderr, /--module/);
});

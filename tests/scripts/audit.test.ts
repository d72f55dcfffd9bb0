import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Numerics } from '../../lib/audit/index.ts';
import { audit } from '../../scripts/audit/options.ts';
import { short } from '../../scripts/audit/text.ts';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { jsonOf, runScript } from './runScript.ts';
import { elementsOf } from './wellFormed.ts';

const QUICK = ['--epochs', '2', '--max-iterations', '20', '--examples', '32'];

test('bitgrad audit prints the numbers of a run, and writes a page that needs nothing else', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), page = join(folder, 'audit.html');
  t.after(() => rmSync(folder, { recursive: true }));
  const outcome = await runScript('audit', ...QUICK, '--html', page, '--json');
  assert.equal(outcome.status, 0, outcome.stderr);
  for (const words of ['dense_2/∂J/∂w', 'dead units', '< ½ ulp', 'units are 0 for all 32 examples']) {
    assert.ok(outcome.stderr.includes(words), words);
  }
  assert.doesNotMatch(outcome.stderr, /NaN|undefined|Infinity/);
  const { iterations, dataset, snapshots } =
    jsonOf(outcome) as { iterations: number; dataset: string; snapshots: { epoch: number; numerics: Numerics }[] };
  assert.deepEqual([iterations, dataset, snapshots.map(({ epoch }) => epoch)], [20, 'digits', [0, 1]]);
  const [before, after] = snapshots.map(({ numerics }) => numerics);
  assert.ok(after.loss < before.loss && before.examples === 32);
  assert.deepEqual(before.dead.map(({ layer, units }) => [layer, units]), [['dense', 12], ['dense_1', 12]]);
  const lengths = Object.fromEntries(before.tensors.map(({ layer, tensor, length }) => [`${layer}/${tensor}`, length]));
  assert.deepEqual(
    [lengths['dense/z'], lengths['dense_2/∂J/∂b'], lengths['dense/∂J/∂w'], lengths['flatten/z']],
    [32 * 12, 10, 784 * 12, undefined],
  );
  const total = before.tensors.reduce((sum, { length }) => sum + length, 0);
  assert.equal(
    Object.values(before.tensors).flatMap(({ histogram }) => histogram).reduce((sum, count) => sum + count, 0), total,
  );

  const html = readFileSync(page, 'utf8');
  assert.match(html, /^<!doctype html>\n/);
  assert.doesNotMatch(
    html.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|<script|<link|src=|href=|@import|url\((?!#)/,
  );
  assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  const elements = elementsOf(html);
  assert.equal(elements.filter((name) => name === 'svg').length, 2, 'the chart, and the figure of a weight');
  assert.equal(elements.filter((name) => name === 'tr').length >= before.tensors.length + 3, true);
  for (const { layer, tensor } of after.tensors) {
    assert.ok(html.includes(`<td>${layer}/${tensor}</td>`), `${layer}/${tensor}`);
  }
  assert.match(html, /∂J\/∂w²/);
});

test('a failure ends with one line and code 3', async () => {
  const failed = await runScript('audit', '--data', join(tmpdir(), 'bitgrad-none'));
  assert.deepEqual([failed.status, failed.stdout], [3, '']);
  assert.match(failed.stderr, /^bitgrad audit: .* must hold the four MNIST files/);
});

test('options of bitgrad train that would do nothing here are refused, as is one without its value', () => {
  for (const args of [
    ['--ledger', 'a'], ['--save', 'a'], ['--resume', 'a'], ['--svg', 'a'], ['--precision', '1'],
    ['--validation-split', '0.5'],
    ['--html'], ['--html', '--json'], ['--examples', '0'], ['--examples', ''], ['--epochs', 'x'], ['file'],
  ]) {
    assert.throws(() => readCommandLine(audit, args, {}), UsageError, args.join(' '));
  }
  const options = readCommandLine(
    audit, ['--examples=7', '--hidden', '5', '--html', 'a.html', '--json'], { MNIST_DIR: 'there' },
  );
  assert.deepEqual([options?.examples, options?.html, options?.hidden, options?.data], [7, 'a.html', [5], 'there']);
  assert.equal(readCommandLine(audit, [], {})?.examples, 256);
});

test('numbers are shown with three digits', () => {
  assert.deepEqual([0, 1, -2.34567, 0.001, 0.00099, 12345, -1e-9].map(short), [
    '0', '1', '-2.35', '0.001', '9.9e-4', '1.2e+4', '-1.0e-9',
  ]);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UsageError } from '../../scripts/commandLine.ts';
import { parseCompareOptions } from '../../scripts/compare/options.ts';
import { rates } from '../../scripts/compare/rates.ts';
import { textChart } from '../../scripts/compare/textChart.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';

const ROOT = new URL('../..', import.meta.url);

function run(script: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: ROOT, env: { ...process.env, MNIST_DIR: '' }, encoding: 'utf8',
  });
  return { code: status, out: stdout, error: stderr };
}

test('compare trains each optimizer from the same start, prints the losses, and writes a chart', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-')), svg = join(directory, 'chart.svg');
  t.after(() => rmSync(directory, { recursive: true }));
  const { code, out, error } = run(
    'scripts/compare.ts', '--optimizers', 'sgd,gradientDescentOptimizer,adam:0.01,sgd:1e30', '--examples', '320', '--epochs', '2', '--seed', '3',
    '--svg', svg, '--json',
  );
  assert.deepEqual([code, error], [0, '']);
  const { results } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as {
    results: { name: string; learningRate: number; losses: number[]; testAccuracy: number; problem?: string }[];
  };
  const [descent, functor, adam, diverged] = results;
  assert.deepEqual([descent.losses.length, functor.losses, functor.testAccuracy], [2, descent.losses, descent.testAccuracy]);
  assert.deepEqual([adam.name, adam.learningRate], ['adam', 0.01]);
  assert.notDeepEqual(adam.losses, descent.losses);
  assert.match(diverged.problem ?? '', /is not finite in epoch 0/);
  assert.ok(out.includes(`a sgd                                  0.1    ${descent.losses[0].toFixed(4)}    ${descent.losses[1].toFixed(4)}`));
  assert.match(out, /^ {4}fit: the loss is not finite/m);
  assert.match(readFileSync(svg, 'utf8'), /^<\?xml[^]*<svg[^]*>adam \d[^]*<\/svg>\n$/);
});

test('every optimizer has a rate to compare it at', () => assert.deepEqual(Object.keys(rates).sort(), Object.keys(optimizers).sort()));

test('a wrong command line gets one clear line and exit code 2', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--optimizers', 'sgd,adamm'], "--optimizers must be names of optimizers, got 'adamm'"],
    [['--optimizers', 'adam:-1'], "--optimizers must be a number of at least 0, got '-1'"],
    [['--epochs', '0'], "--epochs must be a whole number of at least 1, got '0'"],
    [['--learning-rate', '1'], "Unknown option '--learning-rate'"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(() => parseCompareOptions(args, {}), (error) => error instanceof UsageError && error.message === message, message);
  }
  assert.deepEqual(run('scripts/compare.ts', ...wrong[0][0]), { code: 2, out: '', error: `npm run compare: ${wrong[0][1]}; --help lists the options\n` });
  assert.equal(parseCompareOptions(['--optimizers', 'all'], {})?.contestants.length, Object.keys(optimizers).length);
});

test('the chart in text puts the largest value on top and marks where paths meet', () => {
  assert.equal(textChart([{ mark: 'a', values: [3, 1] }, { mark: 'b', values: [3, 2] }], 3, 3), [
    '   3.000 │*',
    '         │ *b',
    '   1.000 │  a',
    '         └───',
    '          1epoch 2',
  ].join('\n'));
});

test('a path that breaks off ends at its own epoch in the chart', () => {
  assert.equal(textChart([{ mark: 'a', values: [3, 2, 1] }, { mark: 'b', values: [2, 3] }], 5, 3), [
    '   3.000 │a b',
    '         │b*a',
    '   1.000 │   aa',
    '         └─────',
    '          1epoch 3',
  ].join('\n'));
});

test('product-loss prints the report\'s notebook A: which optimizer leads depends on the start', () => {
  const { code, out, error } = run('scripts/productLoss.ts');
  assert.deepEqual([code, error], [0, '']);
  const lowest = [...out.matchAll(/lowest: (.*)/g)].map(([, name]) => name.split(',')[0]);
  assert.deepEqual(lowest, ['RMSProp', 'RMSProp', 'gradient descent', 'gradient descent']);
  assert.match(out, /gradient descent +0\.99004\d+ +\(0\.995010, 0\.995010\)/); // 0.999¹⁰, and 0.999⁵ each
});

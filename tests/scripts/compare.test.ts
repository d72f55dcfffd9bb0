import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { compare } from '../../scripts/compare/options.ts';
import { rates } from '../../scripts/compare/rates.ts';
import { textChart } from '../../scripts/compare/textChart.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { jsonOf, runScript } from './runScript.ts';

test('compare trains each optimizer from the same start, prints the losses, and writes a chart', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-')), svg = join(directory, 'chart.svg');
  t.after(() => rmSync(directory, { recursive: true }));
  const outcome = await runScript(
    'compare', '--optimizers', 'sgd,gradientDescentOptimizer,adam:0.01,sgd:1e30', '--examples', '320', '--epochs', '2',
    '--seed', '3',
    '--svg', svg, '--json',
  );
  const { status, stderr: text } = outcome;
  assert.equal(status, 0, text);
  const { results } = jsonOf(outcome) as {
    results: { name: string; learningRate: number; losses: number[]; testAccuracy: number; problem?: string }[];
  };
  const [descent, functor, adam, diverged] = results;
  assert.deepEqual(
    [descent.losses.length, functor.losses, functor.testAccuracy], [2, descent.losses, descent.testAccuracy],
  );
  assert.deepEqual([adam.name, adam.learningRate], ['adam', 0.01]);
  assert.notDeepEqual(adam.losses, descent.losses);
  assert.match(diverged.problem ?? '', /is not finite in epoch 0/);
  assert.ok(text.includes(
    `a sgd                                  0.1    ${descent.losses[0].toFixed(4)}    ${descent.losses[1].toFixed(4)}`,
  ));
  assert.match(text, /^ {4}fit: the loss is not finite/m);
  assert.match(readFileSync(svg, 'utf8'), /^<\?xml[^]*<svg[^]*>adam \d[^]*<\/svg>\n$/);
});

test('every optimizer has a rate to compare it at', () =>
  assert.deepEqual(Object.keys(rates).sort(), Object.keys(optimizers).sort()));

test('a wrong command line gets one clear line and exit code 2', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [
      ['--optimizers', 'sgd,adamm'],
      "--optimizers must be names of optimizers, got 'adamm'; did you mean 'adam' or 'adamw'?",
    ],
    [['--optimizers', 'adam:1:2'], "--optimizers must be names with a rate at most, got 'adam:1:2'"],
    [['--optimizers', 'adam:-1'], "--optimizers must be a number of at least 0, got '-1'"],
    [['--epochs', '0'], "--epochs must be a whole number of at least 1, got '0'"],
    [['--learning-rate', '1'], "there is no option '--learning-rate'"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(
      () => readCommandLine(compare, args, {}), (error) => error instanceof UsageError && error.message === message,
      message,
    );
  }
  assert.equal(
    readCommandLine(compare, ['--optimizers', 'all'], {})?.optimizers.length, Object.keys(optimizers).length,
  );
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

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { History } from '../../lib/index.ts';
import { lineChart } from '../../scripts/chart/lineChart.ts';
import { element, label } from '../../lib/audit/svg.ts';
import { ticks } from '../../scripts/chart/ticks.ts';
import { drawDigit } from '../../scripts/train/digit.ts';
import { drawReport, worstReadings } from '../../scripts/train/report.ts';
import { bitgrad } from '../helpers/program.ts';

/** Fails unless every tag is closed in its turn; the names of all elements. */
function elementsOf(svg: string): string[] {
  const open: string[] = [], names: string[] = [];
  for (const [, closing, name, alone] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<>]*")*\s*(\/?)>/gi)) {
    if (closing !== '') assert.equal(open.pop(), name);
    else {
      names.push(name);
      if (alone === '') open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return names;
}

test('what is written as SVG is escaped, with numbers to two places', () => {
  assert.equal(element('a', { b: 1 / 3, c: '"<&>"' }), '<a b="0.33" c="&quot;&lt;&amp;&gt;&quot;"/>');
  assert.equal(label('a < b & c', 1, 2), '<text x="1" y="2">a &lt; b &amp; c</text>');
});

test('ticks are round numbers from end to end', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0.83, 0.97, 3), [0.85, 0.9, 0.95]);
  assert.deepEqual(ticks(1, 8, 7), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(ticks(0, 3e-5, 3), [0, 1e-5, 2e-5, 3e-5]);
});

test('a chart puts its values where they belong, and names at the ends that do not lie on each other', () => {
  const chart = lineChart({
    title: 'Loss', width: 400, height: 200, x: [1, 2, 3], xTitle: 'epoch', low: 0, high: 2,
    series: [
      { name: 'a', color: 'red', values: [2, 1, 0.5] }, { name: 'b', color: 'blue', values: [undefined, 0, 0.52] },
    ],
  });
  elementsOf(chart);
  const [points, others] = [...chart.matchAll(/points="([^"]*)"/g)].map(([, list]) =>
    list.split(' ').map((point) => point.split(',').map(Number)));
  const [[x1, top], [x2, middle], [x3, last]] = points;
  const [[, bottom]] = others;
  assert.equal(x2 - x1, x3 - x2);
  assert.equal(bottom - middle, middle - top);
  assert.equal(others[0][0], x2);
  assert.ok(Math.abs((bottom - last) / (bottom - top) - 0.25) < 1e-3);
  const ends = [...chart.matchAll(/y="([\d.]+)"[^>]*>[ab] 0\.5/g)].map(([, y]) => Number(y));
  assert.equal(ends.length, 2);
  assert.ok(Math.abs(ends[0] - ends[1]) >= 13.9);
});

test('a chart of one point, and one of equal values, can be drawn', () => {
  for (const values of [[0.3], [0.3, 0.3, 0.3]]) {
    const chart = lineChart({
      title: 't', width: 400, height: 200, x: values.map((_, i) => i), xTitle: 'x',
      series: [{ name: 'a', color: 'red', values }],
    });
    elementsOf(chart);
    assert.ok(!/NaN|Infinity|undefined/.test(chart));
    assert.equal([...chart.matchAll(/<circle/g)].length, values.length);
  }
});

test('the worst readings have the highest loss, in order, with truth and reading', () => {
  const predictions = Float32Array.of(0.75, 0.25, /**/ 0.125, 0.875, /**/ 0.5, 0.5, /**/ 1, 0);
  const worst = worstReadings({ labels: [0, 0, 1, 1], predictions, classes: 2 }, 3);
  assert.deepEqual(worst.map(({ index, truth, read, probability }) => [index, truth, read, probability]), [
    [3, 1, 0, 0], [1, 0, 1, 0.125], [2, 1, 0, 0.5],
  ]);
  assert.deepEqual(worst.map(({ loss }) => loss), [Infinity, Math.log(8), Math.log(2)]);
});

test('a digit is drawn along its rows, a path a shade, nothing where it is white', () => {
  const digit = drawDigit([0, 1, 1, 0.5, 0, 0, 0, 0, 1], 3, 30);
  assert.deepEqual([...digit.matchAll(/d="([^"]*)" fill-opacity="([^"]*)"/g)].map(([, d, opacity]) => [d, opacity]), [
    ['M1 0h2v1h-2zM2 2h1v1h-1z', '1'], ['M0 1h1v1h-1z', '0.5'],
  ]);
  assert.match(digit, /scale\(10\)/);
});

const params = {
  batchSize: 1, epochs: 2, steps: 1, samples: 1, shuffle: true, doValidation: false, metrics: ['loss', 'accuracy'],
};

test('the picture has both charts, validation where there is one, and a cell for each of the worst digits', () => {
  const history: History = {
    history: { loss: [2, 1], accuracy: [0.5, 0.75], val_loss: [3, 1.5], val_accuracy: [0.4, 0.6] }, epoch: [0, 1],
    iterations: 2, reason: 'epochs', params,
  };
  const count = 50, pixels = Float32Array.from({ length: count * 4 }, (_, i) => (i % 5) / 4);
  const predictions = Float32Array.from({ length: count * 2 }, (_, i) => (i % 2 === 0 ? i / 200 : 1 - (i - 1) / 200));
  const svg = drawReport({
    title: 'a < b', subtitle: 'how', history, test: { loss: 1.25, accuracy: 0.7 }, pixels, size: 2,
    labels: new Array<number>(count).fill(0), predictions, classes: 2,
  });
  const names = elementsOf(svg.replace(/^<\?xml.*\?>/, ''));
  assert.equal(names.filter((name) => name === 'polyline').length, 4);
  assert.equal([...svg.matchAll(/ read as /g)].length, 40);
  for (const text of ['a &lt; b', 'validation 1.500', 'training 0.750', 'test 1.250', 'of 50 in the test set']) {
    assert.ok(svg.includes(text), text);
  }
});

test('--svg writes the picture beside all else that is said', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'picture.svg');
  const out = execFileSync(
    process.execPath, bitgrad('train', '--epochs', '1', '--max-iterations', '20', '--svg', file),
    {
      cwd: new URL('../..', import.meta.url), encoding: 'utf8', env: { ...process.env, MNIST_DIR: '' },
    },
  );
  assert.ok(out.includes(`Drawn to ${file}.`));
  const names = elementsOf(readFileSync(file, 'utf8').replace(/^<\?xml.*\?>/, ''));
  assert.ok(names.includes('svg') && names.filter((name) => name === 'tspan').length === 120);
});

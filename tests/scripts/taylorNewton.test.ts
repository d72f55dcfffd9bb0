import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contour } from '../../scripts/taylorNewton/contours.ts';
import { linear, quadratic, rosenbrock } from '../../scripts/taylorNewton/functions.ts';
import { paths } from '../../scripts/taylorNewton/paths.ts';
import { drawInCharacters } from '../../scripts/taylorNewton/terminal.ts';
import { assertClose } from '../helpers/close.ts';
import { runScript } from './runScript.ts';
import { elementsOf } from './wellFormed.ts';

const METHODS = ['gradient descent', 'RMSProp', 'BFGS', 'Newton'];

test('bitgrad taylor-newton prints the notebook\'s numbers and draws the ways down', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), picture = join(folder, 'ways.svg');
  t.after(() => rmSync(folder, { recursive: true }));
  const { status, stdout, stderr } = await runScript('taylor-newton', '--svg', picture);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /from \(5, 3\): \(0, 0\) after 1 step, f = 5\n/);
  assert.match(stdout, /from 1: 1\.414213562373095\d? after \d+ steps/);
  for (const method of METHODS) assert.equal(stdout.split(`\n  ${method} `).length, 3, method);
  assert.doesNotMatch(stdout, /NaN|undefined|Infinity/);
  const svg = readFileSync(picture, 'utf8'), elements = elementsOf(svg);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  assert.doesNotMatch(svg.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|href/);
  const count = (name: string): number => elements.filter((one) => one === name).length;
  assert.deepEqual([elements[0], count('clipPath'), count('path')], ['svg', 2, 2 * (7 + METHODS.length)]);
  for (const method of METHODS) assert.equal(svg.split(`>${method}: `).length, 3, method);
});

test('gradient and Hessian of each function are its slopes', () => {
  const step = 1e-4, at = [0.7, -1.3];
  const moved = (i: number, by: number): Float64Array => Float64Array.from(at, (v, d) => (d === i ? v + by : v));
  for (const { name, objective } of [linear, quadratic, rosenbrock]) {
    const gradient = new Float64Array(2), hessian = new Float64Array(4), above = new Float64Array(2);
    const below = new Float64Array(2);
    objective.gradient(Float64Array.from(at), gradient);
    objective.hessian(Float64Array.from(at), hessian);
    for (const i of [0, 1]) {
      assertClose(
        [gradient[i]], [(objective.value(moved(i, step)) - objective.value(moved(i, -step))) / (2 * step)], 1e-7,
        `${name}, slope ${i}`,
      );
      objective.gradient(moved(i, step), above);
      objective.gradient(moved(i, -step), below);
      assertClose(
        hessian.subarray(2 * i, 2 * i + 2), above.map((v, d) => (v - below[d]) / (2 * step)), 1e-7, `${name}, row ${i}`,
      );
    }
  }
});

test('a way begins at the start, has a point a step, and says whether it has arrived', () => {
  const [descent, rmsprop, , newton] =
    paths(quadratic.objective, [5, 3], { gradientDescent: 0.1, rmsprop: 0.1, steps: 30 });
  for (const { points } of [descent, rmsprop, newton]) assert.deepEqual(points[0], [5, 3]);
  assertClose(descent.points[1], [5 - 0.1 * 30, 3 - 0.1 * 18], 1e-15);
  assert.deepEqual([newton.points.length, newton.end, newton.value], [2, 'arrived', 5]);
  assertClose(newton.points[1], [0, 0], 1e-15);
  assert.deepEqual([rmsprop.points.length, rmsprop.end], [31, 'on its way']);
});

test('a contour lies where the function has its level', () => {
  const segments = contour((x, y) => x * x + 2 * y * y, { left: -2, right: 2, low: -2, high: 2 }, 1.5, 64);
  assert.ok(segments.length > 80);
  for (const [x1, y1, x2, y2] of segments) {
    for (const [x, y] of [[x1, y1], [x2, y2]]) assert.ok(Math.abs(x * x + 2 * y * y - 1.5) < 5e-3);
  }
});

test('in characters, a landscape has north above, the start, the way and the lowest point', () => {
  const points = [[-0.9, 0.9], [0.9, -0.9]] as const;
  const lines = drawInCharacters({
    title: '', formula: '', value: (_x, y) => y, window: { left: -1, right: 1, low: -1, high: 1 },
    levels: [-0.5, 0, 0.5],
    paths: [{ method: 'newton', color: '', points, value: 1, gradients: 1, hessians: 1, end: '' }],
  }).split('\n');
  assert.ok(lines[0].endsWith('****') && lines.at(-1)?.startsWith('      '));
  const start = lines.findIndex((line) => line.includes('○')), end = lines.findIndex((line) => line.includes('✕'));
  assert.ok(start < 3 && end > 18 && lines[start].indexOf('○') < lines[end].indexOf('✕'));
  for (let row = start + 1; row < end; row++) assert.match(lines[row], /N/);
});

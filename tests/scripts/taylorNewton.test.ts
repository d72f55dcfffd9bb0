import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contour } from '../../scripts/taylorNewton/contours.ts';
import { runScript } from './runScript.ts';

test('npm run taylor-newton prints the notebook\'s numbers and draws the ways down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), picture = join(folder, 'ways.svg');
  try {
    const { status, stdout, stderr } = runScript('taylorNewton', '--svg', picture);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /linear function[^\n]*\n\s+first order\s+26\n\s+second order\s+26\n\s+f itself\s+26\n/);
    assert.match(stdout, /quadratic function[^\n]*\n\s+first order\s+74\n\s+second order\s+80\n\s+f itself\s+80\n/);
    assert.match(stdout, /from \(5, 3\): \(0, 0\) after 1 step, f = 5/);
    assert.match(stdout, /1\.414213562373095\d? after \d+ steps/);
    for (const method of ['gradient descent', 'RMSProp', 'BFGS', 'Newton']) assert.equal(stdout.split(`\n  ${method} `).length, 3, method);
    const svg = readFileSync(picture, 'utf8');
    for (const tag of ['svg', 'g', 'text', 'clipPath']) assert.equal(svg.split(`<${tag} `).length, svg.split(`</${tag}>`).length, tag);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.equal(runScript('taylorNewton', '--fast').status, 2);
});

test('a contour lies where the function has its level', () => {
  const segments = contour((x, y) => x * x + 2 * y * y, { left: -2, right: 2, low: -2, high: 2 }, 1.5, 64);
  assert.ok(segments.length > 80);
  for (const [x1, y1, x2, y2] of segments) for (const [x, y] of [[x1, y1], [x2, y2]]) assert.ok(Math.abs(x * x + 2 * y * y - 1.5) < 5e-3);
});

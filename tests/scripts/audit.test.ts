import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastJson, runScript } from './runScript.ts';

const QUICK = ['--epochs', '2', '--max-iterations', '20', '--examples', '32'];

test('npm run audit prints the numbers of a run, and writes a page that needs nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), page = join(folder, 'audit.html');
  try {
    const outcome = runScript('audit', ...QUICK, '--html', page, '--json');
    assert.equal(outcome.status, 0, outcome.stderr);
    for (const words of ['dense_2/∂J/∂w', 'dead units', '< ½ ulp', 'units are 0 for all 32 examples']) assert.ok(outcome.stdout.includes(words), words);
    const { iterations, snapshots } = lastJson(outcome) as { iterations: number; snapshots: { epoch: number; numerics: { tensors: object[] } }[] };
    assert.equal(iterations, 20);
    assert.deepEqual(snapshots.map(({ epoch }) => epoch), [0, 1]);
    assert.ok(snapshots.every(({ numerics }) => numerics.tensors.length > 12));
    const html = readFileSync(page, 'utf8');
    assert.match(html, /^<!doctype html>/);
    assert.doesNotMatch(html.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|<script|<link|src=/);
    for (const tag of ['table', 'svg', 'pre', 'body', 'html', 'tr', 'td', 'g']) {
      assert.equal(html.split(`<${tag}>`).length + html.split(`<${tag} `).length - 2, html.split(`</${tag}>`).length - 1, tag);
    }
    assert.ok((html.match(/<svg/g) ?? []).length >= 2, 'the figure of a weight is in it');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('bad usage ends with code 2, and --help says what there is', () => {
  for (const args of [['--examples', '0'], ['--html'], ['--epochs', 'x'], ['--fast']]) {
    const { status, stderr } = runScript('audit', ...args);
    assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
  }
  assert.match(runScript('audit', '--help').stdout, /--html FILE/);
});

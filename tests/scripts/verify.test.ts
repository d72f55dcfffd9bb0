import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../../scripts/commandLine.ts';
import { chooseSteps, parseOptions } from '../../scripts/verify/options.ts';
import { lastJson, runScript } from './runScript.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), file = join(folder, 'run.ledger');
after(() => rmSync(folder, { recursive: true }));
const STEPS = 120;
const written = runScript('train', '--epochs', '1', '--max-iterations', String(STEPS), '--ledger', file);

test('npm start -- --ledger writes a ledger that verifies, all of it or in parts, on either table', () => {
  assert.equal(written.status, 0, written.stderr);
  assert.match(written.stdout, /npm run verify -- /);
  for (const args of [['--all'], ['--kernels', 'simd', '--sample', '4']]) {
    const { status, stdout, stderr } = runScript('verify', file, ...args);
    assert.deepEqual([status, stderr], [0, ''], args.join(' '));
    assert.match(stdout, /^Verified: /);
  }
  assert.deepEqual(lastJson(runScript('verify', file, '--steps', '3', '--json')), { ok: true, steps: STEPS, replayed: 3 });
});

test('a ledger that is there already is left alone', () => {
  const before = readFileSync(file), { status, stderr } = runScript('train', '--epochs', '1', '--max-iterations', '2', '--ledger', file);
  assert.equal(status, 1);
  assert.match(stderr, /EEXIST/);
  assert.deepEqual(readFileSync(file), before);
});

test('one bit of it changed, or other data, ends with code 1 and says where', () => {
  const bytes = readFileSync(file), text = bytes.toString(), at = text.indexOf('"step":50,'), forged = join(folder, 'forged');
  const copy = Buffer.from(bytes);
  copy[text.indexOf('"loss":"', at) + 20] ^= 1;
  writeFileSync(forged, copy);
  const found = runScript('verify', forged, '--json');
  assert.equal(found.status, 1);
  assert.match(found.stdout, /^Not verified: /);
  assert.equal((lastJson(found) as { ok: boolean }).ok, false);
  const other = runScript('verify', file, '--seed', '1', '--locate');
  assert.equal(other.status, 1);
  assert.match(other.stdout, /must be the x that it was trained on/);
  assert.doesNotMatch(other.stdout, /kernels/);
});

test('a ledger cut off is refused, and accepted with --incomplete', () => {
  const cut = join(folder, 'cut'), text = readFileSync(file, 'utf8'), lines = text.split('\n');
  writeFileSync(cut, `${lines.slice(0, 60).join('\n')}\n${lines[60].slice(0, 20)}`);
  assert.equal(runScript('verify', cut).status, 1);
  const accepted = runScript('verify', cut, '--incomplete');
  assert.equal(accepted.status, 0, accepted.stdout);
  assert.match(accepted.stdout, /all 59 steps .* was not asked/);
});

test('what is no ledger, not there, or asked for wrongly ends with code 2', () => {
  const garbage = join(folder, 'garbage');
  writeFileSync(garbage, 'no ledger\n');
  for (const args of [[garbage], [join(folder, 'none')], [], [file, '--steps', '500'], [file, '--all', '--sample', '2']]) {
    const { status, stderr } = runScript('verify', ...args);
    assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, /^npm run verify: /);
  }
  assert.match(runScript('verify', '--help').stdout, /Exit code: 0 verified, 1 something differs, 2 /);
});

test('the file may stand anywhere among the options, and steps are drawn by seed', () => {
  const options = parseOptions(['--kernels', 'simd', 'a.ledger', '--sample', '3'], { MNIST_DIR: 'there' });
  assert.deepEqual([options?.file, options?.kernels, options?.data], ['a.ledger', 'simd', 'there']);
  assert.ok(options !== undefined);
  const drawn = chooseSteps(options, 100);
  assert.equal(new Set(drawn).size, 3);
  assert.deepEqual(chooseSteps(options, 100), drawn);
  assert.throws(() => parseOptions(['a', '--kernels', 'fast'], {}), UsageError);
});

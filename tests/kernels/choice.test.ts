import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { StateError } from '../../lib/index.ts';
import { webAssembly } from '../../lib/core/platform.ts';
import { capabilities, createKernels, type Capabilities } from '../../lib/kernels/index.ts';
import { program } from '../helpers/program.ts';

const ENGINE = fileURLToPath(new URL('./engineWithout.ts', import.meta.url));

function runEngine(flags: readonly string[], args: readonly string[]): Capabilities & { sha256: string } {
  const { status, stdout, stderr } =
    spawnSync(process.execPath, [...flags, ...program(ENGINE), ...args], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('an engine without WebAssembly, and one that forbids it, train on the reference, quietly and with the '
  + 'same bits', () => {
  const usual = runEngine([], []), without = runEngine(['--jitless'], []), forbidden = runEngine([], ['forbidden']);
  assert.deepEqual([usual.kernels, usual.webAssembly, usual.simd128], ['simd', 'available', true]);
  assert.deepEqual([without.kernels, without.webAssembly, without.simd128], ['reference', 'absent', false]);
  assert.deepEqual([forbidden.kernels, forbidden.webAssembly, forbidden.simd128], ['reference', 'forbidden', false]);
  assert.match(without.reason, /absent/);
  assert.match(forbidden.reason, /Content-Security-Policy forbids/);
  assert.equal(without.sha256, usual.sha256);
  assert.equal(forbidden.sha256, usual.sha256);
});

test('capabilities names the table that runs by default', () => {
  const { kernels, reason } = capabilities();
  assert.equal(createKernels(kernels).name, kernels);
  assert.match(reason, /WebAssembly/);
});

test('createKernels refuses a name that is no table', () => {
  // @ts-expect-error the types refuse it too
  assert.throws(() => createKernels('gpu'), {
    name: 'RangeError', message: "createKernels: name must be one of 'reference', 'simd', got 'gpu'",
  });
});

test('createKernels refuses simd where the engine forbids it', (t) => {
  const api = webAssembly();
  assert.ok(api);
  const { Module } = api;
  t.after(() => Object.assign(api, { Module }));
  Object.assign(api, { Module: class { constructor() { throw new Error('forbidden'); } } });
  const message = /^createKernels: 'simd' must be possible on this engine, got: WebAssembly is present, but/;
  assert.throws(() => createKernels('simd'), (error) => error instanceof StateError && message.test(error.message));
});

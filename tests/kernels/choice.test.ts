import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { StateError } from '../../lib/index.ts';
import { webAssembly } from '../../lib/core/platform.ts';
import { capabilities, createKernels, stayOffWebAssembly, type Capabilities } from '../../lib/kernels/index.ts';
import { program } from '../helpers/program.ts';

const ENGINE = fileURLToPath(new URL('./engineWithout.ts', import.meta.url));

interface Ran extends Capabilities {
  /** How many modules were to be compiled where that is forbidden. */
  readonly asked: number;
  readonly sha256: string;
}

function runEngine(flags: readonly string[], args: readonly string[]): Ran {
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

test('who stays off WebAssembly never asks for it, and has the same bits; it cannot be said too late', () => {
  const { asked, sha256, ...unasked } = runEngine([], ['unasked']), forbidden = runEngine([], ['forbidden']);
  const reason = 'stayOffWebAssembly was called';
  assert.deepEqual(unasked, { kernels: 'reference', reason, webAssembly: 'unasked', simd128: false });
  assert.equal(sha256, forbidden.sha256);
  assert.equal(asked, 0);
  assert.ok(forbidden.asked > 0);
  capabilities();
  const message = /^stayOffWebAssembly: it must be called before anything else/;
  assert.throws(stayOffWebAssembly, (error) => error instanceof StateError && message.test(error.message));
});

test('capabilities names the table that runs by default', () => {
  const { kernels, reason } = capabilities();
  assert.equal(createKernels(kernels).name, kernels);
  assert.match(reason, /WebAssembly/);
});

test('createKernels refuses a name that is no table', () => {
  // @ts-expect-error the types refuse it too
  assert.throws(() => createKernels('gpu'), {
    name: 'RangeError', message: "createKernels: name must be one of 'reference', 'simd', 'threads', got 'gpu'",
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

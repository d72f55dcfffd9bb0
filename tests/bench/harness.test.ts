/**
 * The benchmark's harness, table and command. Nothing here asks how long anything took.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { comparedWith, load, save, type Run } from '../../bench/earlier.ts';
import { entry, haveSameBits, type Context, type Row } from '../../bench/entry.ts';
import { drained, measure, percentile, timing } from '../../bench/harness.ts';
import { bench as command } from '../../bench/options.ts';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { heading, line } from '../../bench/table.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { bitgrad } from '../helpers/program.ts';

const QUICK = { sample: 0.05, warmUp: 1, total: 2 };
const context: Context = {
  tables: (['reference', 'simd'] as const).map((name) => ({ name, k: createKernels(name) })), peak: 50, budget: QUICK,
};

/** An entry whose work on the fast table gives `given` where the reference gives 1, 2, 3. */
async function measureEntry(given: readonly number[], share: number = 1): Promise<readonly Row[]> {
  return entry({
    bench: 'trivial', shape: 'three', flops: 3, bytes: 12, isLimitedByPeak: true,
    prepare: ({ name }) => ({
      run: () => 1, result: () => (name === 'simd' ? given : [1, 2, 3]), share: name === 'simd' ? 1 : share,
    }),
  }).measure(context);
}

test('contenders take turns, the first to come changing, and what they return goes to the sink', () => {
  const before = drained(), calls: string[] = [];
  const slow = (name: string) => ({
    run: () => {
      for (const end = performance.now() + 0.2; performance.now() < end;);
      return calls.push(name);
    },
  });
  const timings = measure([slow('a'), slow('b')], { sample: 0.01, warmUp: 0, total: 0 });
  const turns = calls.join('').replace(/(.)\1+/g, '$1');
  assert.equal(turns, 'ab' + 'ababab', 'warm-up, then five rounds, each begun by whoever ended the one before');
  assert.equal(drained() - before, (calls.length * (calls.length + 1)) / 2, '1 + 2 + 3 + …');
  for (const { medianUs, p10Us, spread, samples } of timings) {
    assert.ok(p10Us >= 200 && medianUs >= p10Us && spread >= 0 && samples >= 5);
  }
});

test('percentiles are those of the sorted samples, and spread is from the 10th to the 90th over the median', () => {
  const samples = [7, 3, 9, 1, 5, 8, 2, 10, 4, 6];
  assert.deepEqual(
    [percentile(samples, 0), percentile(samples, 0.1), percentile(samples, 0.5), percentile(samples, 1)], [1, 2, 6, 10],
  );
  assert.deepEqual(timing(samples), { medianUs: 6, p10Us: 2, spread: 8 / 6, samples: 10 });
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('an entry gives a row a table, with rates and the bit comparison', async () => {
  const [reference, simd] = await measureEntry([1, 2, 3]);
  assert.deepEqual([reference.kernels, reference.ratioToReference, reference.sameBits], ['reference', 1, true]);
  assert.deepEqual([simd.bench, simd.shape, simd.kernels, simd.sameBits], ['trivial', 'three', 'simd', true]);
  assert.equal(simd.gflops, 3 / (simd.p10Us ?? 0) / 1000);
  assert.equal(simd.gbs, 12 / (simd.p10Us ?? 0) / 1000);
  assert.equal(simd.peakShare, (simd.gflops ?? 0) / 50);
  assert.equal(simd.ratioToReference, (reference.p10Us ?? 0) / (simd.p10Us ?? 0));
});

test('a bit that differs is seen, the sign of zero too, while NaN equals NaN', async () => {
  assert.equal((await measureEntry([1, 2, 3.0000002384185791]))[1].sameBits, false);
  assert.ok(!haveSameBits([0], [-0]) && haveSameBits([NaN, 1], [NaN, 1]));
  assert.ok(haveSameBits([1, 2], [1, 2, 3]), 'a part is compared with its part');
  assert.ok(!haveSameBits([], [1]), 'nothing is the same as nothing');
});

test('where a part was timed the time is scaled to the whole and marked', async () => {
  const [reference] = await measureEntry([1, 2, 3], 1e-6);
  assert.equal(reference.measuredShare, 1e-6);
  assert.ok((reference.p10Us ?? 0) > 1e3, 'a call takes more than a nanosecond');
  assert.match(line([reference], false), / ~\d+ /);
});

test('a run that was saved can be compared with: twice as fast is 2', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'run.json'), rows = await measureEntry([1, 2, 3]);
  save(file, {
    machine: 'this', node: process.version, peak: null,
    rows: rows.map((row) => ({ ...row, p10Us: 2 * (row.p10Us ?? 0) })),
  });
  assert.deepEqual(rows.map((row) => comparedWith(load(file), row).ratioToEarlier), [2, 2]);
  assert.equal(comparedWith(load(file), { ...rows[0], shape: 'four' }).ratioToEarlier, undefined);
  assert.throws(() => load(join(directory, 'missing.json')), /ENOENT/);
});

test('columns stand under their headings', async () => {
  const [title, shown] = [
    heading('trivial', true).trim(),
    line((await measureEntry([1, 2, 3])).map((row) => ({ ...row, ratioToEarlier: 1 })), true),
  ];
  assert.equal(shown.length, title.length);
  for (const end of ['us', 'GB/s', 'x reference', 'same bits']) {
    assert.match(shown.slice(0, title.indexOf(` ${end} `) + end.length + 1), /\S$/, end);
  }
  assert.ok(shown.endsWith('1.00'));
});

test('a wrong command line is refused with one clear line', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--filters', 'x'], "there is no option '--filters'; did you mean '--filter'?"],
    [['gemm'], "there must be options only, got 'gemm'"],
    [['--save'], '--save must have a value, FILE, got none'],
  ];
  for (const [args, message] of wrong) {
    assert.throws(
      () => readCommandLine(command, args, {}), (error) => error instanceof UsageError && error.message === message,
      message,
    );
  }
});

async function bench(
  ...args: string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }> {
  const child =
    spawn(process.execPath, bitgrad('bench', ...args), { cwd: new URL('../..', import.meta.url) });
  let out = '', error = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  return { code, out, error };
}

test('the command measures what the filter asks for, and --json prints its rows alone', async () => {
  const { code, out, error } = await bench('--filter', '2-8-1', '--json');
  assert.equal(code, 0, error);
  assert.match(error, /^Machine: .*Node\.js v\d/);
  const { ok, rows, node } = JSON.parse(out) as Run & { readonly ok: boolean };
  assert.deepEqual([ok, node], [true, process.version]);
  const steps = rows.filter((row) => row.bench === 'step').map(({ shape, kernels }) => [shape, kernels]);
  assert.deepEqual(steps, [['2-8-1 batch 4', 'reference'], ['2-8-1 batch 4', 'simd']]);
  assert.ok(rows.length > 2 && rows.every(({ shape }) => shape.includes('2-8-1')));
  for (const { medianUs, p10Us, gflops, ratioToReference, sameBits } of rows) {
    for (const value of [medianUs, p10Us, gflops, ratioToReference]) assert.ok(typeof value === 'number' && value > 0);
    assert.equal(sameBits, true);
  }
});

test('a filter that nothing holds ends with one line and exit code 2', async () => {
  const error = "bitgrad bench: --filter: no bench and no shape holds 'nothing'; --help lists the options\n";
  assert.deepEqual(await bench('--filter', 'nothing'), { code: 2, out: '', error });
});

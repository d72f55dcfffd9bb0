import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// The built package in a real browser, as plain modules without a bundler: with and without permission
// to compile WebAssembly.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Trains a little and leaves what ran, and the bits of θ, in the page; the same program as `trained` below. */
const PAGE = `
import { capabilities } from '/lib/kernels/index.js';
import { dense, digits, sequential, sgd } from '/lib/index.js';
const { train } = digits({ train: 256, test: 10 });
const hidden = dense({ units: 12, activation: 'tanh', inputShape: [784] });
const model = sequential([hidden, dense({ units: 10, activation: 'softmax' })], { seed: 5 });
model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
await model.fit(train.x, train.y, { epochs: 2 });
const bits = [...new Int32Array(model.theta.buffer, model.theta.byteOffset, model.theta.length)];
export const result = JSON.stringify({ ...capabilities(), bits });
`;
const MADE: Readonly<Record<string, string>> = {
  '/': '<!doctype html><body><script type="module" src="/show.js"></script>',
  '/show.js': "import { result } from '/page.js'; document.body.textContent = result;",
  '/page.js': PAGE,
};

const browser = BROWSERS.find((name) => spawnSync('which', [name]).status === 0);

function serve(dist: string, policy: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const body = MADE[path] ?? (path.startsWith('/lib/') ? readFileSync(join(dist, path)) : '');
    response.writeHead(
      200, { 'content-type': TYPES[extname(path) || '.html'] ?? 'text/plain', 'content-security-policy': policy },
    );
    response.end(body);
  });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(server); }); });
}

async function open(dist: string, policy: string): Promise<{ kernels: string; webAssembly: string; bits: number[] }> {
  const server = await serve(dist, policy), profile = mkdtempSync(join(tmpdir(), 'bitgrad-browser-'));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { stdout } = await promisify(execFile)(
      browser ?? '', [...FLAGS, `--user-data-dir=${profile}`, '--virtual-time-budget=60000', '--dump-dom', url],
      { maxBuffer: 2 ** 24 },
    );
    return JSON.parse(/\{.*\}/s.exec(stdout)?.[0] ?? 'null');
  } finally {
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

const skip = browser === undefined && 'no Chromium is installed';

test('a browser trains to the same bits with WebAssembly and under a policy that forbids it', { skip }, async () => {
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'ignore' });
  const dist = join(ROOT, 'dist');
  const strict = await open(dist, "default-src 'none'; script-src 'self'");
  const permitted = await open(dist, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  assert.deepEqual([strict.kernels, strict.webAssembly], ['reference', 'forbidden']);
  assert.deepEqual([permitted.kernels, permitted.webAssembly], ['simd', 'available']);
  assert.deepEqual(permitted.bits, strict.bits);

  const { dense, digits, sequential, sgd } = await import('../../lib/index.ts');
  const { train } = digits({ train: 256, test: 10 });
  const hidden = dense({ units: 12, activation: 'tanh', inputShape: [784] });
const model = sequential([hidden, dense({ units: 10, activation: 'softmax' })], { seed: 5 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(train.x, train.y, { epochs: 2 });
  assert.deepEqual(strict.bits, [...new Int32Array(model.theta.buffer, model.theta.byteOffset, model.theta.length)]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAssembly } from '../../lib/core/platform.ts';
import { link, module } from '../../lib/wasm/index.ts';

/** A function that adds to the number that lies 8 bytes from the origin. */
function counting(origin: boolean): Uint8Array {
  const m = module({ memory: { minimum: 1, maximum: 2, shared: true, origin } });
  m.export(m.func('count', { parameters: { by: 'i32' } }, (f, { by }) => {
    f.i32.store(f.from(8), f.i32.add(f.i32.load(f.from(8)), by));
  }));
  return m.emit();
}

test('addresses are counted from the origin that a module imports', () => {
  const api = webAssembly();
  assert.ok(api);
  const memory = new api.Memory({ initial: 1, maximum: 1, shared: true }), words = new Int32Array(memory.buffer);
  for (const [origin, by] of [[0, 3], [64, 5], [128, 7]]) {
    link<{ count(by: number): void }>(counting(true), { memory, origin }).count(by);
  }
  assert.deepEqual([words[2], words[18], words[34]], [3, 5, 7]);
  link<{ count(by: number): void }>(counting(false), { memory, origin: 64 }).count(1);
  assert.deepEqual([words[2], words[18]], [4, 5]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAssembly, type WebAssemblyApi } from '../../lib/core/platform.ts';
import { features } from '../../lib/wasm/index.ts';
import { decode } from './decode.ts';

function engine(): WebAssemblyApi {
  const api = webAssembly();
  assert.ok(api, 'this test needs WebAssembly');
  return api;
}

test('this engine has WebAssembly and its vectors', () => {
  assert.deepEqual(features(), { webAssembly: 'available', simd128: true });
});

test('an engine without WebAssembly is found out through the global object', () => {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
  assert.ok(descriptor);
  try {
    for (const absent of [undefined, null, 0, {}]) {
      Object.defineProperty(globalThis, 'WebAssembly', { ...descriptor, value: absent });
      assert.deepEqual(features(), { webAssembly: 'absent', simd128: false });
    }
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', descriptor);
  }
  assert.equal(features().webAssembly, 'available');
});

test('an engine that validates but may not compile is forbidden', () => {
  class Module {
    constructor() {
      throw new Error('Wasm code generation disallowed by embedder');
    }
  }
  const { Instance, Memory, Table } = engine();
  assert.deepEqual(
    features({ validate: () => true, Module, Instance, Memory, Table }), { webAssembly: 'forbidden', simd128: false },
  );
});

test('an engine that refuses vectors has WebAssembly without them; it is asked with a module that holds one', () => {
  const { Module, Instance, Memory, Table } = engine();
  const asked: string[] = [];
  const validate = (bytes: Uint8Array): boolean => {
    const { functions } = decode(bytes);
    asked.push(...functions.flatMap(({ instructions }) => instructions.map(({ mnemonic }) => mnemonic)));
    return false;
  };
  const found = features({ validate, Module, Instance, Memory, Table });
  assert.deepEqual(found, { webAssembly: 'available', simd128: false });
  assert.deepEqual(asked, ['i32.const', 'i8x16.splat', 'i8x16.neg', 'end']);
});

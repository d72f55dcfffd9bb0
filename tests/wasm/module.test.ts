import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { webAssembly, type WebAssemblyApi } from '../../lib/core/platform.ts';
import { compile, link, module, type Body, type Local, type Operand } from '../../lib/wasm/index.ts';
import { decode, type DecodedInstruction } from './decode.ts';

function engine(): WebAssemblyApi {
  const api = webAssembly();
  assert.ok(api, 'this test needs WebAssembly');
  return api;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
const text = ({ mnemonic, immediates }: DecodedInstruction): string => [mnemonic, ...immediates].join(' ');

test('an empty module is magic and version', () => {
  assert.equal(hex(module().emit()), '00 61 73 6d 01 00 00 00');
});

test('a module with one function has the bytes that the specification demands', () => {
  const m = module();
  m.export(
    m.func('add', { parameters: { a: 'i32', b: 'i32' }, results: ['i32'] }, (f, { a, b }) => { f.i32.add(a, b); }),
  );
  assert.equal(hex(m.emit()), [
    '00 61 73 6d 01 00 00 00', // magic, version
    '01 07 01 60 02 7f 7f 01 7f', // type (i32, i32) -> i32
    '03 02 01 00', // one function of type 0
    '07 07 01 03 61 64 64 00 00', // export "add", function 0
    '0a 09 01 07 00 20 00 20 01 6a 0b', // code
  ].join(' '));
});

test('a kernel of vectors with a bottom-tested loop computes', () => {
  const m = module({ memory: { minimum: 1, maximum: 10 } });
  const axpy = m.func('axpy', { parameters: { n: 'i32', x: 'i32', y: 'i32', alpha: 'f32' } }, (
    f, { n, x, y, alpha },
  ) => {
    const { i32, f32x4, v128 } = f;
    const a = f.local('a', 'v128', f32x4.splat(alpha));
    const end = f.local('end', 'i32', i32.add(x, i32.shl(n, 2)));
    f.loop((again) => {
      f.drop(i32.add(x, 1)); // dead, and allowed
      v128.store(y, f32x4.add(v128.load(y), f32x4.mul(a, v128.load(x))));
      y.set(i32.add(y, 16));
      f.br_if(again, i32.ne(x.tee(i32.add(x, 16)), end));
    });
  });
  m.export(axpy);
  const bytes = m.emit();
  assert.deepEqual(decode(bytes).functions[0].instructions.slice(9, 22).map(text), [
    'loop -64', 'local.get 1', 'i32.const 1', 'i32.add', 'drop', 'local.get 2', 'local.get 2', 'v128.load 4 0',
    'local.get 4',
    'local.get 1', 'v128.load 4 0', 'f32x4.mul', 'f32x4.add',
  ]);
  const memory = new (engine().Memory)({ initial: 1, maximum: 10 });
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < 8; i++) {
    floats[i] = i + 1;
    floats[8 + i] = 100 * i;
  }
  link<{ axpy(n: number, x: number, y: number, alpha: number): void }>(bytes, { memory }).axpy(8, 0, 32, 0.5);
  assert.deepEqual(Array.from(floats.subarray(8, 16)), [0.5, 101, 201.5, 302, 402.5, 503, 603.5, 704]);
});

test('functions call each other and functions of the host; one that is not exported stays inside', () => {
  const m = module();
  const log = m.import('log', { parameters: { value: 'f32' }, results: ['f32', 'i32'] });
  const swap = m.func('swap', { parameters: { a: 'i32', b: 'f32' }, results: ['f32', 'i32'] }, (_, { a, b }) => {
    b.get();
    a.get();
  });
  const run = m.func('run', { parameters: { a: 'i32' }, results: ['f32'] }, (f, { a }) => {
    const [float, integer] = f.call(swap, a, 2.5);
    a.set(integer);
    const [logged, more] = f.call(log, f.f32.mul(float, 2));
    a.set(f.i32.add(more, f.i32.const(1)));
    f.f32.add(logged, f.f32.convert_i32_s(a));
  });
  m.export(run, 'go');
  const heard: number[] = [];
  const exports = link<{ go(a: number): number }>(
    m.emit(), { log: (value: number) => { heard.push(value); return [value * 10, 7]; } },
  );
  assert.equal(exports.go(3), 58);
  assert.deepEqual(heard, [5]);
  assert.deepEqual(Object.keys(exports), ['go']);
});

test('an operand of a call is checked against the parameters of its function', () => {
  const m = module();
  const callee = m.func('callee', { parameters: { a: 'i32', b: 'f32' } }, () => {});
  const refuses = (message: RegExp, ...more: number[]): void => {
    assert.throws(() => m.func('caller', { parameters: { a: 'i32' } }, (f, { a }) =>
      f.call(callee, a, ...(more.length > 0 ? more : [a]))), message);
  };
  refuses(/^TypeError: caller: call takes \[i32, f32\]: operand 2 must be f32, got i32 local a$/);
  refuses(/^TypeError: caller: call takes \[i32, f32\], got 3 operands$/, 1, 2);
});

test('functions are called by their places in a table that the host fills', () => {
  const type = { parameters: ['i32', 'i32'], results: ['i32'] } as const;
  const pair = module(), parameters = { a: 'i32', b: 'i32' } as const;
  pair.export(pair.func('minus', { parameters, results: ['i32'] }, (f, { a, b }) => { f.i32.sub(a, b); }));
  pair.export(pair.func('times', { parameters, results: ['i32'] }, (f, { a, b }) => { f.i32.mul(a, b); }));
  pair.export(pair.func('drops', { parameters: { a: 'i32' } }, () => {}));
  const m = module({ table: { functions: 2 } });
  m.export(m.func('run', { parameters: { place: 'i32' }, results: ['i32'] }, (f, { place }) => {
    f.call_indirect(type, 7, 3, place);
  }));
  const bytes = m.emit(), { imports, functions } = decode(bytes);
  assert.deepEqual(imports, [{ module: 'env', name: 'table', item: { functions: 2 } }]);
  assert.deepEqual(functions[0].instructions.at(-2), { mnemonic: 'call_indirect', immediates: [1, 0] });
  const table = new (engine().Table)({ element: 'anyfunc', initial: 2 });
  const { minus, times, drops } = link<Record<string, unknown>>(pair.emit());
  [minus, times].forEach((f, place) => table.set(place, f));
  const { run } = link<{ run(place: number): number }>(bytes, { table });
  assert.deepEqual([run(0), run(1)], [4, 21]);
  assert.throws(() => run(2), /^RuntimeError/);
  assert.equal(table.grow(1), 2);
  table.set(2, drops);
  assert.throws(() => run(2), /^RuntimeError/, 'a function of another type');
});

test('a call through a table needs one, and operands of the type that it names', () => {
  const type = { parameters: ['i32'], results: [] } as const;
  assert.throws(() => module().func('f', {}, (f) => f.call_indirect(type, 1, 0)),
    /^StateError: f: call_indirect: the module must import a table, got one without$/);
  const m = module({ table: { functions: 0 } });
  assert.throws(() => m.func('f', { parameters: { a: 'f32' } }, (f, { a }) => f.call_indirect(type, a, 0)),
    /^TypeError: f: call_indirect takes \[i32, i32\]: operand 1 must be i32, got f32 local a$/);
  assert.throws(() => module({ table: { functions: -1 } }), /^RangeError: module: table\.functions must be/);
});

test('equal types are declared once', () => {
  const m = module();
  for (const name of ['one', 'two', 'three']) {
    m.func(name, { parameters: { a: 'i32' }, results: ['i32'] }, (_, { a }) => { a.get(); });
  }
  m.func('four', { parameters: { a: 'f32' } }, () => {});
  m.func('five', {}, (f) => {
    const [a, b] = f.block(() => { f.i32.const(1); f.i32.const(2); }, ['i32', 'i32']);
    f.drop(b);
    f.drop(a);
  });
  assert.deepEqual(decode(m.emit()).types.map(({ parameters, results }) => `${parameters} > ${results}`), [
    'i32 > i32', 'f32 > ', ' > ', ' > i32,i32',
  ]);
});

test('the memory is imported with its limits, and the engine agrees', () => {
  const limits = [{ minimum: 1 }, { minimum: 2, maximum: 300 }, { minimum: 1, maximum: 65536, shared: true }];
  for (const memory of limits) {
    const bytes = module({ memory }).emit();
    assert.deepEqual(decode(bytes).imports, [
      { module: 'env', name: 'memory', item: 'maximum' in memory ? { shared: false, ...memory } : memory },
    ]);
    assert.ok(engine().validate(bytes));
  }
  const shared = new (engine().Memory)({ initial: 1, maximum: 2, shared: true });
  assert.deepEqual(
    Object.keys(link(module({ memory: { minimum: 1, maximum: 2, shared: true } }).emit(), { memory: shared })), [],
  );
  assert.throws(
    () => module({ memory: { minimum: 2, maximum: 1 } }),
    /^RangeError: module: memory.maximum must be an integer from 2 to 65536, got 1$/,
  );
  assert.throws(() => module({ memory: { minimum: -1 } }), /memory.minimum/);
  assert.throws(
    () => module({ memory: { minimum: 1, shared: true } }),
    /^TypeError: module: memory.maximum must be given for a shared memory, got undefined$/,
  );
});

test('names are checked, and a name is exported once', () => {
  const m = module();
  const func = m.func('f', {}, () => {});
  m.export(func);
  m.export(func, 'again');
  assert.throws(() => m.export(func), /^TypeError: module: export f must have a name of its own/);
  assert.throws(() => m.func('é', {}, () => {}), /^TypeError: func: name must be an ASCII identifier, got 'é'$/);
  assert.throws(
    () => m.func('g', { parameters: { 0: 'i32' } }, () => {}),
    /^TypeError: g: name must be an ASCII identifier, got '0'$/,
  );
  assert.throws(() => m.import('late', {}), (error) =>
    error instanceof StateError && /import late must come before the first func/.test(error.message));
  assert.deepEqual(decode(m.emit()).exports, { f: 0, again: 0 });
});

test('a function whose writing fails is not in the module', () => {
  const write = (fail: boolean): string => {
    const m = module();
    if (fail) assert.throws(() => m.func('bad', {}, (f) => { f.i32.const(1); }));
    m.export(m.func('good', {}, () => {}));
    return hex(m.emit());
  };
  assert.equal(write(true), write(false));
});

interface Expression {
  operand: Operand<'i32'>;
  readonly wanted: readonly string[];
  readonly value: (locals: readonly number[]) => number;
}

/** Writes a random expression of i32 and says what its instructions must be, and its value. */
function expression(f: Body, locals: readonly Local<'i32'>[], random: Philox, depth: number): Expression {
  const choice = depth === 0 ? random.nextBelow(2) : random.nextBelow(6);
  if (choice === 0) {
    const constant = random.nextUint32() | 0;
    return { operand: constant, wanted: [`i32.const ${constant}`], value: () => constant };
  }
  if (choice === 1) {
    const local = locals[random.nextBelow(locals.length)];
    return { operand: local, wanted: [`local.get ${local.index}`], value: (of) => of[local.index] };
  }
  const a = expression(f, locals, random, depth - 1);
  // Every other time the first operand is on the stack before the second is written, whatever that is.
  if (choice === 2) a.operand = f.i32.add(a.operand, 0);
  const wantedA = choice === 2 ? [...a.wanted, 'i32.const 0', 'i32.add'] : a.wanted;
  const b = expression(f, locals, random, depth - 1);
  const operand = f.i32.sub(a.operand, b.operand);
  return { operand, wanted: [...wantedA, ...b.wanted, 'i32.sub'], value: (of) => (a.value(of) - b.value(of)) | 0 };
}

test('what is written is what is decoded, and computes, for random expressions', () => {
  const random = new Philox(7);
  for (let round = 0; round < 300; round++) {
    const m = module();
    let written: Expression | undefined;
    m.export(m.func('run', { parameters: { a: 'i32', b: 'i32', c: 'i32' }, results: ['i32'] }, (f, { a, b, c }) => {
      written = expression(f, [a, b, c], random, 6);
      f.return(written.operand);
    }));
    const bytes = m.emit();
    assert.ok(written);
    assert.deepEqual(decode(bytes).functions[0].instructions.map(text), [...written.wanted, 'return', 'end']);
    const operands = [random.nextUint32() | 0, random.nextUint32() | 0, random.nextUint32() | 0];
    assert.equal(link<{ run(...of: number[]): number }>(bytes).run(...operands), written.value(operands));
  }
});

test('constants come back from the bytes as they went in', () => {
  const m = module();
  m.func('constants', {}, (f) => {
    for (const value of [0, -0, 1.5, 2 ** -149, -Infinity, NaN]) f.drop(f.f32.const(value));
    for (const value of [0, -0, 0.1, 2 ** -1074, Infinity, NaN]) f.drop(f.f64.const(value));
    for (const value of [-1, 0x80000000, 0x7fffffff]) f.drop(f.i32.const(value));
    for (const value of [-(2n ** 63n), 2n ** 64n - 1n]) f.drop(f.i64.const(value));
    f.drop(f.v128.const(Int32Array.of(1, -1, 0x01020304, 0)));
  });
  const constants = decode(m.emit())
    .functions[0].instructions.filter(({ mnemonic }) => mnemonic.endsWith('.const'))
    .map(({ immediates }) => immediates);
  assert.deepEqual(constants, [
    0, -0, 1.5, 2 ** -149, -Infinity, NaN, 0, -0, 0.1, 2 ** -1074, Infinity, NaN, -1, -0x80000000, 0x7fffffff,
    -(2n ** 63n), -1n,
  ].map((value): (number | bigint)[] => [value]).concat([[1, 0, 0, 0, 255, 255, 255, 255, 4, 3, 2, 1, 0, 0, 0, 0]]));
});

test('every NaN is written with the same bits', () => {
  const other = new Float32Array(Uint32Array.of(0xffc12345).buffer)[0];
  const write = (value: number): string => {
    const m = module();
    m.func('nan', {}, (f) => { f.drop(f.f32.const(value)); f.drop(f.f64.const(value)); });
    return hex(m.emit());
  };
  assert.equal(write(other), write(NaN));
  assert.match(write(NaN), /43 00 00 c0 7f 1a 44 00 00 00 00 00 00 f8 7f/);
});

test('a module of many long functions is the same bytes each time, and the engine accepts it', () => {
  const write = (): Uint8Array => {
    const m = module({ memory: { minimum: 1 } });
    for (let k = 0; k < 150; k++) {
      m.export(m.func(`f${k}`, { parameters: { p: 'i32' } }, (f, { p }) => {
        const locals = Array.from({ length: k }, (_, i) => f.local(`v${i}`, i % 3 === 0 ? 'v128' : 'f32'));
        for (const local of locals) f.drop(local.get());
        for (let i = 0; i < k; i++) f.i32.store(p, f.i32.add(p, i * 1000), i * 100);
      }));
    }
    return m.emit();
  };
  const bytes = write();
  assert.ok(bytes.length > 100_000, `${bytes.length}`);
  assert.equal(hex(write()), hex(bytes));
  assert.ok(engine().validate(bytes));
});

test('bytes that are no module of ours are a FormatError, at every cut and for foreign sections', () => {
  const m = module({ memory: { minimum: 1 } });
  m.export(m.func('f', { parameters: { a: 'i32' } }, (f, { a }) => { f.v128.store(a, f.v128.load(a, 300)); }));
  const bytes = m.emit();
  // Cut between two sections, code may be whole only if no function was declared.
  for (let length = 0; length < bytes.length; length++) {
    try {
      decode(bytes.subarray(0, length));
    } catch (error) {
      assert.ok(error instanceof FormatError, `cut at ${length}: ${error}`);
      continue;
    }
    assert.equal(decode(bytes.subarray(0, length)).functions.length, 0);
  }
  const header = Array.from(bytes.subarray(0, 8));
  for (const [section, message] of [
    [[6, 1, 0], /section must be/], [[3, 1, 0, 3, 1, 0], /ascend/], [[1, 2, 1, 0x61], /byte must be 96/],
    [[1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f], /must fit/], [[1, 2, 0, 0], /must end with its last item/],
    [[1, 5, 1, 0x60, 1, 0x6f, 0], /value type/],
    [[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 0xff, 0x0b], /opcode must be in the table, got ff/],
    [[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 4, 1, 2, 0, 1], /must end with end/],
    [[3, 2, 1, 9], /index must be below 0, got 9/],
    [
      [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 10, 1, 8, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 0x0b],
      /at most 50000 locals, got 4294967295/,
    ],
  ] as const) {
    assert.throws(() => decode(Uint8Array.from([...header, ...section])), (error) =>
      error instanceof FormatError && message.test(error.message));
  }
});

test('a compiled module is linked any number of times, each to its own memory', () => {
  const m = module({ memory: { minimum: 1 } });
  m.export(m.func('put', { parameters: { value: 'i32' } }, (f, { value }) => f.i32.store(4, value)));
  const compiled = compile(m.emit());
  const memories = [7, 9].map((value) => {
    const memory = new (engine().Memory)({ initial: 1 });
    link<{ put(value: number): void }>(compiled, { memory }).put(value);
    return memory;
  });
  assert.deepEqual(memories.map(({ buffer }) => new Int32Array(buffer)[1]), [7, 9]);
});

test('linking without WebAssembly is a StateError', () => {
  const linkOn = (api: unknown): unknown => link(module().emit(), {}, api as WebAssemblyApi);
  assert.throws(
    () => linkOn(null), { name: 'StateError', message: 'link: WebAssembly must be present, got an engine without it' },
  );
});

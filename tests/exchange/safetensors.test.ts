/**
 * safetensors: the numbers and bytes of the reference, and what breaks a rule of the format.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FormatError, ShapeError } from '../../lib/core/errors.ts';
import { fromUtf8, toUtf8 } from '../../lib/core/utf8.ts';
import { readSafetensors, writeSafetensors, type WrittenTensor, type WrittenValues } from '../../lib/exchange/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';

interface Vectors {
  readonly written: readonly {
    readonly bytes: string;
    readonly metadata: Readonly<Record<string, string>> | null;
    readonly tensors: readonly {
      readonly name: string; readonly dtype: string; readonly shape: readonly number[]; readonly values: string[];
    }[];
  }[];
  readonly converted: readonly { readonly dtype: string; readonly bytes: string; readonly bits: string }[];
}

const { written, converted } = JSON.parse(
  readFileSync(new URL('../vectors/exchange/safetensorsFiles.json', import.meta.url), 'utf8')) as Vectors;
const decoded = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

const ARRAYS: Readonly<Record<string, (values: readonly string[]) => WrittenValues>> = {
  uint8: (values) => Uint8Array.from(values, Number), int8: (values) => Int8Array.from(values, Number),
  uint16: (values) => Uint16Array.from(values, Number), int16: (values) => Int16Array.from(values, Number),
  uint32: (values) => Uint32Array.from(values, Number), int32: (values) => Int32Array.from(values, Number),
  float32: (values) => Float32Array.from(values, Number), float64: (values) => Float64Array.from(values, Number),
  int64: (values) => BigInt64Array.from(values, BigInt), uint64: (values) => BigUint64Array.from(values, BigInt),
};

test('files have the bytes of the reference, whatever names, kinds and shapes', () => {
  assert.ok(written.length > 20);
  for (const { bytes, metadata, tensors } of written) {
    const given = new Map(tensors.map(({ name, dtype, shape, values }): [string, WrittenTensor] =>
      [name, { shape, values: ARRAYS[dtype](values) }]));
    assert.deepEqual(writeSafetensors(given, metadata ?? undefined), decoded(bytes));
  }
});

test('tensors are read as the reference reads them', () => {
  for (const { bytes, metadata, tensors } of written) {
    const read = readSafetensors(decoded(bytes));
    assert.deepEqual(Object.fromEntries(read.metadata), metadata ?? {});
    assert.deepEqual([...read.tensors.keys()].sort(), tensors.map(({ name }) => name).sort());
    for (const { name, shape, values } of tensors) {
      const tensor = read.tensors.get(name) ?? assert.fail(name);
      assert.deepEqual([tensor.shape, tensor.values], [shape, Float32Array.from(values, Number)]);
    }
  }
});

for (const { dtype, bytes, bits } of converted) {
  test(`${dtype} becomes the nearest binary32`, () => {
    const { values, largestError, dtype: own } = readSafetensors(decoded(bytes)).tensors.get('x') ?? assert.fail();
    const wanted = new Float32Array(decoded(bits).buffer);
    assert.equal(own, dtype);
    assert.deepEqual([...values], [...wanted]); // a NaN is like any other
    assert.equal(largestError > 0, /64/.test(dtype));
  });
}

test('the largest error is that of the number that lost most', () => {
  const bytes = writeSafetensors({
    doubles: { shape: [3], values: Float64Array.of(1 + 2 ** -25, 2, NaN) },
    integers: { shape: [2], values: BigInt64Array.of(2n ** 60n + 5n, -(2n ** 24n) - 1n) },
    counts: { shape: [], values: Uint32Array.of(2 ** 32 - 1) },
  });
  const { tensors } = readSafetensors(bytes);
  assert.deepEqual([...tensors.values()].map(({ largestError }) => largestError), [5, 2 ** -25, 1]);
});

/** A file of that header and so many zeros. */
function file(header: string | Uint8Array, zeros: number, length?: number): Uint8Array {
  const json = typeof header === 'string' ? toUtf8(header) ?? assert.fail() : header;
  const bytes = new Uint8Array(8 + json.length + zeros);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (shape: string, offsets: string): string => `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
const refused = (header: string | Uint8Array, zeros: number, message: RegExp, length?: number) =>
  [() => readSafetensors(file(header, zeros, length)), FormatError, message] as const;

checkRefusals('what breaks a rule is refused', [
  [() => readSafetensors(new Uint8Array(7)), FormatError, /begin with 8 bytes of a length, got 7 bytes in all/],
  refused('{}', 0, /header within the 10 bytes of the file, got one of 3/, 3),
  refused('{}', 0, /at most 100000000 bytes \(maxHeaderBytes\), got one of 200000000/, 200_000_000),
  [() => readSafetensors(toUtf8('<!doctype html><p>404') ?? assert.fail()), FormatError, /they look like an HTML page/],
  [() => readSafetensors(file('{"a": 1}', 0), { maxHeaderBytes: 7 }), FormatError, /at most 7 bytes/],
  refused(Uint8Array.of(0x7b, 0xff, 0x7d), 0, /a header in UTF-8/),
  refused('\ufeff{}', 0, /JSON with a value at character 0/),
  refused('[]', 0, /an object as header/),
  refused('{"a":1}', 0, /an object for the tensor 'a'/),
  refused('{"a":{}}', 0, /the dtype of the tensor 'a'/),
  refused('{"a":{"dtype":"F5","shape":[],"data_offsets":[0,4]}}', 4, /a dtype of U64, .*got 'F5'/),
  refused('{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}', 1, /got F4 for 'a', which is not converted here/),
  refused('{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}', 1, /have 1.5 bytes for the tensor 'a'/),
  refused(`{"a":${f32('[1.0]', '[0,4]')}}`, 4, /whole numbers from 0 to below 2⁵³ as shape/),
  refused(`{"a":${f32('[-1]', '[0,4]')}}`, 4, /whole numbers from 0 to below 2⁵³ as shape/),
  refused(`{"a":${f32('[1e0]', '[0,4]')}}`, 4, /whole numbers from 0 to below 2⁵³ as shape/),
  refused(`{"a":${f32('[9007199254740993]', '[0,4]')}}`, 4, /whole numbers from 0 to below 2⁵³ as shape/),
  refused(`{"a":${f32('[4294967296,4294967296]', '[0,4]')}}`, 4, /a size below 2⁵³/),
  refused(`{"a":${f32('[1099511627776]', '[0,4398046511104]')}}`, 4, /4398046511100 bytes too few/),
  refused(`{"a":${f32('[1]', '[4,0]')}}`, 4, /the second not below the first/),
  refused(`{"a":${f32('[1]', '[0,4,4]')}}`, 4, /two data_offsets/),
  refused(`{"a":${f32('[1]', '[0]')}}`, 4, /two data_offsets/),
  refused(`{"a":${f32('[2]', '[0,4]')}}`, 4, /have 8 bytes for the tensor 'a', got 4 bytes for F32 of shape \(2\)/),
  refused(`{"a":${f32('[1]', '[4,8]')}}`, 8, /'a' must begin at 0, got 4/),
  refused(`{"a":${f32('[1]', '[0,4]')},"b":${f32('[1]', '[8,12]')}}`, 12, /'b' must begin at 4, got 8/),
  refused(`{"a":${f32('[2]', '[0,8]')},"b":${f32('[1]', '[4,8]')}}`, 8, /'b' must begin at 8, got 4/),
  refused(`{"a":${f32('[1]', '[0,4]')},"b":${f32('[1]', '[0,4]')}}`, 4, /'b' must begin at 4, got 0/),
  refused(`{"a":${f32('[1]', '[0,4]')}}`, 5, /got 1 bytes more/),
  refused(`{"a":${f32('[1]', '[0,4]')}}`, 2, /got 2 bytes too few \(cut off\?\)/),
  refused(`{"a":${f32('[1]', '[0,4]')},"a":${f32('[1]', '[4,8]')}}`, 8, /names that differ, got "a" twice/),
  refused(`{"a":${f32('[1]', '[0,4]')},"\\u0061":${f32('[1]', '[4,8]')}}`, 8, /names that differ, got "a" twice/),
  refused('{"a":{"dtype":"F32","dtype":"F32"}}', 0, /"dtype" twice/),
  refused('{"__metadata__":{"a":1}}', 0, /strings in __metadata__, got another value for 'a'/),
  refused('{"__metadata__":[]}', 0, /an object of strings as __metadata__/),
  refused('{} x', 0, /nothing more at character 3/),
  refused('{"a":01}', 0, /a comma or } at character 6/),
  refused('{"a":"\n"}', 0, /a string/),
  refused('{"a"', 0, /a colon at character 4, got its end/),
  refused(`{"a":${'['.repeat(100000)}`, 0, /at most 32 levels/),
]);

test('what the format allows is read', () => {
  const odd = ` {"__proto__":${f32('[]', '[4,8]')},"constructor":${f32('[1]', '[0,4]')}}\t\n `;
  const named = readSafetensors(file(odd, 8));
  assert.deepEqual([...named.tensors.keys()], ['constructor', '__proto__']);
  assert.deepEqual(named.tensors.get('__proto__')?.shape, []);
  const none = `{"__metadata__":null,"e":${f32('[0,4]', '[0,0]')},"f":${f32('[1]', '[0,4]')}}`;
  const empty = readSafetensors(file(none, 4));
  assert.deepEqual([empty.metadata.size, empty.tensors.get('e')?.values.length], [0, 0]);
  const more = '[null,true,false,-1.5e3,{"x":"\\u00e9"}]';
  const extra = `{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2],"more":${more}}}`;
  assert.deepEqual(readSafetensors(file(extra, 2)).tensors.get('a')?.values, new Float32Array(2));
  const whole = file(`{"a":${f32('[1]', '[0,4]')}}`, 4), apart = new Uint8Array(whole.length + 9);
  apart.set(whole, 3);
  assert.equal(readSafetensors(apart.subarray(3, 3 + whole.length)).tensors.size, 1);
});

test('names of one dtype follow each other as their bytes of UTF-8 do', () => {
  const names = ['', 'a', 'a\u0000', 'ab', 'é', '\uffee', '\u{1f600}', '\u{1f600}a'];
  const tensors = new Map([...names].reverse().map((name): [string, WrittenTensor] =>
    [name, { shape: [1], values: new Float32Array(1) }]));
  assert.deepEqual([...readSafetensors(writeSafetensors(tensors)).tensors.keys()], names);
});

const one: WrittenTensor = { shape: [1], values: new Float32Array(1) };
checkRefusals('what cannot be written is refused', [
  [() => writeSafetensors({ __metadata__: one }), TypeError, /names of their own, got __metadata__/],
  [() => writeSafetensors({ a: { ...one, shape: [2] } }), ShapeError, /tensors.a.values must hold 2 elements .* got 1/],
  [() => writeSafetensors({ a: { ...one, shape: [-1] } }), RangeError, /tensors.a.shape\[0\]/],
  [() => writeSafetensors({ '\ud800': one }), TypeError, /must be Unicode/],
  [() => writeSafetensors({ a: one }, { b: 'x\udc00' }), TypeError, /must be Unicode/],
  [() => writeSafetensors({ ['n'.repeat(100_000_000)]: one }), FormatError, /must fit a header of 100000000 bytes/],
]);

test('UTF-8 is that of the platform, and what is none is none', () => {
  for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
    const text = `a${String.fromCodePoint(code)}z`.repeat(3000);
    assert.deepEqual(toUtf8(text), new Uint8Array(new TextEncoder().encode(text)));
    assert.equal(fromUtf8(new TextEncoder().encode(text)), text);
  }
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const outcome = (read: () => string | undefined): string | undefined => {
    try { return read(); } catch { return undefined; }
  };
  const marks = [
    0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
  ];
  for (const a of marks) for (const b of marks) for (const c of marks) for (const d of marks) {
    const bytes = Uint8Array.of(a, b, c, d);
    assert.equal(fromUtf8(bytes), outcome(() => strict.decode(bytes)), String(bytes));
  }
  for (const cut of [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98]]) assert.equal(fromUtf8(Uint8Array.from(cut)), undefined);
});

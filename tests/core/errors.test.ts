import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { brand } from '../../lib/core/brand.ts';
import {
  FormatError, NonFiniteError, NotPositiveDefiniteError, ShapeError, SingularMatrixError, StateError, ThreadError,
  allocate, expectArray, expectArrayLike, expectFloat32Array,
  expectFloatArray, expectFunction, expectInstance, expectInteger, expectKnownOptions, expectOneOf, expectString,
  expectUint8Array,
  hintToSpell, isFloat32Array, isFloat64Array, isInt32Array, isPlainObject, isTypedArray, isUint32Array, isUint8Array,
  rangeError, show,
  typeError,
} from '../../lib/core/errors.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { sourceFiles } from '../helpers/source.ts';

const foreign = (code: string): unknown => runInNewContext(code);

const KINDS = { isFloat32Array, isFloat64Array, isInt32Array, isUint32Array, isUint8Array };

test('kinds of typed arrays are told in every realm, and nothing else passes for one', () => {
  const names = [
    'Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array', 'Int8Array', 'BigInt64Array',
  ];
  for (const name of names) {
    for (const value of [foreign(`new ${name}(2)`), new (globalThis[name as 'Float32Array'])(2)]) {
      for (const [is, guard] of Object.entries(KINDS)) {
        assert.equal(guard(value), is === `is${name}`, `${is} of ${name}`);
      }
      assert.equal(isTypedArray(value), !name.startsWith('Big'), name);
    }
  }
  const liar = { get [Symbol.toStringTag]() { return 'Float32Array'; } };
  for (const value of [
    liar, null, undefined, 7, 'Float32Array', [], new DataView(new ArrayBuffer(4)), new ArrayBuffer(4),
  ]) {
    for (const guard of [...Object.values(KINDS), isTypedArray]) assert.equal(guard(value), false);
  }
  assert.ok(isUint8Array(Buffer.alloc(1)));
  expectFloat32Array('f', 'x', foreign('new Float32Array(3)'), 3);
  expectFloatArray('f', 'x', foreign('new Float64Array(3)'), 3);
  expectUint8Array('f', 'x', foreign('new Uint8Array(3)'));
});

test('a plain object is one of any realm, or without a prototype', () => {
  class Own {}
  for (const value of [{}, { a: 1 }, Object.create(null), foreign('({ a: 1 })')]) assert.ok(isPlainObject(value));
  const others = [
    [], null, undefined, 'x', () => 1, new Map(), new Set(), new Date(0), new Own(), foreign('new Map()'),
    new Float32Array(1),
  ];
  for (const value of others) {
    assert.ok(!isPlainObject(value), show(value));
  }
});

class Tagged { get [Symbol.toStringTag](): string { throw new Error('called'); } }

test('values are shown short, on one line, and without calling their code', () => {
  const shown: readonly (readonly [unknown, string])[] = [
    ['', "''"], ['x', "'x'"], ['a\nb', "'a b'"], ['x'.repeat(41), `'${'x'.repeat(40)}…'`], [7n, '7n (a bigint)'],
    [-0, '-0'], [Symbol('s'), 'Symbol(s)'],
    [undefined, 'undefined'], [null, 'null'], [[1, 2], '[1, 2]'], [[, 1], 'an array of 2'], [['a'], 'an array of 1'],
    [() => 1, 'a function'], [new Float32Array(3), 'Float32Array of 3'], [{}, 'an object (Object)'],
    [new Tagged(), 'an object (Tagged)'], [Object.create(null), 'an object (Object)'], [new Map(), 'an object (Map)'],
    [new DataView(new ArrayBuffer(8)), 'an object (DataView)'], [foreign('new Uint8Array(2)'), 'Uint8Array of 2'],
    [foreign('new Date()'), 'an object (Date)'],
  ];
  for (const [value, text] of shown) assert.equal(show(value), text);
});

test('near misspellings are told, and others are not', () => {
  const known = ['batchSize', 'epochs', 'shuffle', 'relu', 'l1'];
  const told = {
    batch_size: 'batchSize', BatchSize: 'batchSize', batchsizes: 'batchSize', epoch: 'epochs', epcohs: 'epochs',
    shufle: 'shuffle', rellu: 'relu',
  };
  for (const [given, meant] of Object.entries(told)) {
    assert.equal(hintToSpell(given, known), `; did you mean '${meant}'?`, given);
  }
  for (const given of ['', 'l', 'l3', 'gelu6', 'steps', 'x'.repeat(200), 7, undefined]) {
    assert.equal(hintToSpell(given, known), '', String(given));
  }
  assert.equal(hintToSpell('a', []), '');
  assert.equal(hintToSpell('rlu', ['elu', 'relu', 'tanh', 'relu6']), `; did you mean 'elu' or 'relu'?`);
  // However long a name is, three letters are the most that a misspelling has wrong.
  const long = 'abcdefghijklmnopqrst';
  assert.equal(hintToSpell(`zyx${long.slice(3)}`, [long]), `; did you mean '${long}'?`);
  assert.equal(hintToSpell(`zyxw${long.slice(4)}`, [long]), '');
});

class Base { static { brand(this, 'Base'); } }
class Child extends Base {}
class Other { static { brand(this, 'Other'); } }

test('an instance of the class, or of a subclass, is one', () => {
  expectInstance('f', 'layer', new Child(), Base, 'a Base');
  assert.deepEqual(Object.keys(new Child()), []);
});

/** The class as another copy of the package has it. */
function copyOfBase(): object {
  class Base { static { brand(this, 'Base'); } }
  return new (class Child extends Base {})();
}

const TWICE =
  /^f: layer must be a Base, got one of another copy of bitgrad; the program has loaded the package twice: import it/;

function detached(): Float32Array {
  const array = new Float32Array(1);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

test('what goes wrong for another reason than memory is not told as that', () => {
  const other = new Error('other');
  assert.throws(() => allocate('f', 'n', 1, () => { throw other; }), (error) => error === other);
});

checkRefusals('guards refuse by name', [
  [() => expectInstance('f', 'layer', copyOfBase(), Base, 'a Base'), TypeError, TWICE],
  [
    () => expectInstance('f', 'layer', new Other(), Base, 'a Base'), TypeError,
    /^f: layer must be a Base, got an object \(Other\)$/,
  ],
  [
    () => expectInstance('f', 'layer', new Base(), Child, 'a Child'), TypeError,
    /^f: layer must be a Child, got an object \(Base\)$/,
  ],
  [
    () => expectInstance('f', 'layer', undefined, Base, 'a Base'), TypeError,
    /^f: layer must be a Base, got undefined$/,
  ],
  [() => expectInstance('f', 'layer', Base, Base, 'a Base'), TypeError, /^f: layer must be a Base, got a function$/],
  [() => expectFunction('f', 'g', {}), TypeError, /^f: g must be a function, got an object \(Object\)$/],
  [() => expectString('f', 'name', 7n), TypeError, /^f: name must be a string, got 7n \(a bigint\)$/],
  [() => expectArray('f', 'layers', new Set()), TypeError, /^f: layers must be an array, got an object \(Set\)$/],
  [() => expectArray('f', 'layers', [1, , 3]), TypeError, /^f: layers must be an array without holes, got one at 1$/],
  [() => expectArrayLike('f', 'v', 7), TypeError, /^f: v must be an array of numbers, got 7$/],
  [
    () => expectArrayLike('f', 'v', new BigInt64Array(1)), TypeError,
    /^f: v must be an array of numbers, got BigInt64Array of 1$/,
  ],
  [
    () => expectArrayLike('f', 'v', detached()), TypeError,
    /^f: v must be an array .* Float32Array whose buffer was transferred$/,
  ],
  [
    () => allocate('f', 'n', 2 ** 53 - 1, (n) => new Float64Array(n)), RangeError,
    /^f: n must be a size that fits the memory of the engine, got 9007199254740991 \(.+\)$/,
  ],
  [() => expectInteger('f', 'seed', 7n), TypeError, /^f: seed must be a non-negative integer, got 7n \(a bigint\)$/],
  [
    () => expectOneOf('f', 'kind', 'tahn', ['tanh', 'relu']), RangeError,
    /^f: kind must be one of 'tanh', 'relu', got 'tahn'; did you mean 'tanh'\?$/,
  ],
  [
    () => expectKnownOptions('f', { epcohs: 2 }, ['epochs']), TypeError,
    /^f: unknown option 'epcohs'; it takes epochs; did you mean 'epochs'\?$/,
  ],
  [() => expectKnownOptions('f', { epochs: 2 }, []), TypeError, /^f: unknown option 'epochs'; it takes none$/],
  ...[new Map(), new Set(), new Date(0), () => 1, [], null, undefined, 'x', new Base()].map((options) => [
    () => expectKnownOptions('f', options, ['epochs']), TypeError, /^f: options must be a plain object, got /,
  ] as const),
]);

test('options are known in every realm', () => {
  const bare: unknown = Object.assign(Object.create(null), { epochs: 1 });
  for (const options of [{ epochs: 1 }, foreign('({ epochs: 1 })'), bare]) expectKnownOptions('f', options, ['epochs']);
});

test('every error carries a code', () => {
  const codes = [
    new ShapeError(), new StateError(), new FormatError(), new NonFiniteError('', { layer: '', tensor: '', index: 0 }),
    new SingularMatrixError('', 0, 0, 0), new NotPositiveDefiniteError('', 0, 0), new ThreadError(), typeError(''),
    rangeError(''),
  ].map(({ code }) => code);
  const names = [
    'SHAPE', 'STATE', 'FORMAT', 'NON_FINITE', 'SINGULAR_MATRIX', 'NOT_POSITIVE_DEFINITE', 'THREAD', 'TYPE', 'RANGE',
  ];
  assert.deepEqual(codes, names.map((name) => `ERR_BITGRAD_${name}`));
});

test('no file of lib makes an error without a code', () => {
  const bare = /\bnew (?:TypeError|RangeError|SyntaxError)\(/;
  assert.match('throw new TypeError(', bare);
  const wrong = sourceFiles()
    .filter(({ path, code }) => path !== 'core/errorClasses.ts' && bare.test(code))
    .map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

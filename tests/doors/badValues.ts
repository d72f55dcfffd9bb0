/**
 * What a caller may give by mistake: one or more of every kind of value, each made anew where it could be changed.
 * @module
 */

/** Thrown by values whose own code throws; who lets it pass is right. */
export const PLANTED: Error = new Error('planted');

const planted = (): never => {
  throw PLANTED;
};

function detached(): Float32Array {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** Values by name. */
export const BAD: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  NaN: () => NaN,
  infinity: () => Infinity,
  minusOne: () => -1,
  oneAndAHalf: () => 1.5,
  huge: () => 1e300,
  emptyString: () => '',
  string: () => 'x',
  bigint: () => 7n,
  symbol: () => Symbol('s'),
  emptyObject: () => ({}),
  object: () => ({ unheardOf: 1 }),
  emptyArray: () => [],
  arrayWithHole: () => [, 1],
  arrayOfStrings: () => ['x', 'y'],
  map: () => new Map([['a', 1]]),
  set: () => new Set([1]),
  date: () => new Date(0),
  function: () => () => undefined,
  class: () => class Own {},
  instance: () => new (class Own {})(),
  float64Array: () => new Float64Array(3),
  uint8Array: () => new Uint8Array(3),
  dataView: () => new DataView(new ArrayBuffer(8)),
  detachedArray: detached,
  promise: () => Promise.resolve(1),
  throwingGetter: () => Object.defineProperty({}, 'value', { get: planted, enumerable: true }),
};

/** Those that doors are given where a call takes long. */
export const FEW: Readonly<Record<string, () => unknown>> = Object.fromEntries(
  ['undefined', 'null', 'minusOne', 'string', 'object', 'arrayWithHole', 'map', 'function'].map((name) => [name,
    BAD[name]]));

/** Further values for the deep sweep. */
export const MORE_BAD: Readonly<Record<string, () => unknown>> = {
  false: () => false,
  minusZero: () => -0,
  minusInfinity: () => -Infinity,
  tiny: () => 5e-324,
  twoTo32: () => 2 ** 32,
  beyondSafe: () => 2 ** 53,
  numeral: () => '1',
  proto: () => '__proto__',
  constructorName: () => 'constructor',
  arrayOfNull: () => [null],
  arrayOfNaN: () => [NaN, NaN],
  nested: () => [[1, 2], [3, 4]],
  arrayOfFunctions: () => [() => 1],
  withoutPrototype: () => Object.create(null) as unknown,
  arguments: () => (function take(..._: number[]) { return arguments; })(1, 2),
  boxedNumber: () => Object(1) as unknown,
  regExp: () => /x/,
  error: () => new Error('x'),
  weakMap: () => new WeakMap(),
  arrayBuffer: () => new ArrayBuffer(4),
  float32Array: () => new Float32Array(3),
  float32ArrayOfNaN: () => new Float32Array(3).fill(NaN),
  bigInt64Array: () => new BigInt64Array(3),
  generator: () => (function* none() {})(),
  throwingProxy: () => new Proxy({}, { get: planted, has: planted, ownKeys: planted, getPrototypeOf: planted }),
};

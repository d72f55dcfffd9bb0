/**
 * The SIMD table over one memory.
 *
 * Where an operand lies outside of that memory, or a routine has no SIMD form (strides other than 1), the call goes to
 * another table: the bits are the same.
 * @module
 */
import { now } from '../../core/eventLoop.ts';
import { exponentOf, float32OfBits, powerOfTwo } from '../../core/float32.ts';
import type { Program } from '../../formula/index.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows, type Indices } from '../loadRows.ts';
import type { Transpose } from '../routines/routine.ts';
import { crossentropy, exponential } from '../softmaxFormulas.ts';
import { MAXIMUM_ARRAYS, MAXIMUM_SCALARS, emitElementwise, isSame, type BoundElementwise, type ElementwiseFunction } from './elementwise.ts';
import { bindGemm, type BoundGemm, type GemmArguments } from './gemm.ts';
import { emitGemv, type GemvFunctions } from './gemv.ts';
import { SCRATCH, type Memory } from './memory.ts';
import type { Linked } from './modules.ts';
import { emitRows, type RowFunctions } from './rows.ts';
import { emitSoftmax, type SoftmaxFunctions } from './softmax.ts';
import { emitVector, type VectorFunctions } from './vector.ts';

type A = Float32Array;

const { fround } = Math;
const NO_SCALARS: readonly number[] = [];
const INFINITY_BITS = 0x7f800000;
/** Rows whose sums fit the scratch. */
const SUMMED_ROWS = SCRATCH.sums.bytes / 4;

/** Calls, or time, after which V8 has seen that a function is worth its best code; compiling goes on in the background. */
const WARM_UP_RUNS = 200;
const WARM_UP_MILLISECONDS = 5;

interface BoundGemmCall extends GemmArguments {
  readonly run: BoundGemm;
}

export class SimdKernels implements Kernels {
  readonly name = 'simd';
  readonly #linked: Linked;
  readonly #memory: Memory;
  readonly #elsewhere: Kernels;
  #vectorFunctions: VectorFunctions | undefined;
  #rowFunctions: RowFunctions | undefined;
  #softmaxFunctions: SoftmaxFunctions | undefined;
  readonly #scalars: A;
  /** The last call for each C, and for each list of arrays: training repeats itself, and a repeated call need not be worked out again. */
  readonly #gemms = new WeakMap<A, BoundGemmCall>();
  readonly #elementwise = new WeakMap<readonly A[], BoundElementwise>();

  /** `elsewhere` takes what this table cannot. */
  constructor(linked: Linked, elsewhere: Kernels) {
    this.#linked = linked;
    this.#memory = linked.memory;
    this.#elsewhere = elsewhere;
    this.#scalars = new Float32Array(this.#memory.buffer, SCRATCH.scalars.start, MAXIMUM_SCALARS);
  }

  // Linked when first called for: a model links what it uses.
  get #vector(): VectorFunctions {
    return this.#vectorFunctions ??= this.#linked.get('vector', emitVector);
  }

  get #rows(): RowFunctions {
    return this.#rowFunctions ??= this.#linked.get('rows', emitRows);
  }

  get #softmax(): SoftmaxFunctions {
    return this.#softmaxFunctions ??= this.#linked.get('softmax', emitSoftmax);
  }

  allocate(length: number): A {
    return this.#memory.allocate(length) ?? this.#elsewhere.allocate(length);
  }

  reserve(length: number, arrays: number): Kernels {
    return this.#elsewhere.reserve(length, arrays);
  }

  warmUp(run: () => void): void {
    const before = this.#linked.compiled.count;
    run();
    if (this.#linked.compiled.count === before) return;
    const started = now();
    for (let runs = 0; runs < WARM_UP_RUNS && now() - started < WARM_UP_MILLISECONDS; runs++) run();
  }

  /** The address of an element, negative if the array lies elsewhere. */
  #at(array: A, offset: number = 0): number {
    const address = this.#memory.addressOf(array);
    return address < 0 ? address : address + 4 * offset;
  }

  gemm(
    transA: Transpose, transB: Transpose, m: number, n: number, k: number,
    alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number, beta: number, c: A, cOffset: number, ldc: number,
  ): void {
    const last = this.#gemms.get(c);
    const bound =
      last !== undefined && last.a === a && last.b === b && last.m === m && last.k === k && last.n === n && Object.is(last.alpha, alpha) &&
      last.lda === lda && last.ldb === ldb && last.ldc === ldc && last.aOffset === aOffset && last.bOffset === bOffset && last.cOffset === cOffset &&
      last.transA === transA && last.transB === transB
        ? last
        : this.#bindGemm({ transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc });
    if (bound === undefined) return this.#elsewhere.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    const beta32 = fround(beta);
    if (beta32 !== 0 && beta32 !== 1) for (let i = 0; i < m; i++) this.scal(n, beta32, c, cOffset + i * ldc, 1);
    bound.run(beta32 === 0 ? 0 : 1);
  }

  /**
   * Works a call out that differs from the last on the same C; undefined if it is none for this table. Apart from `gemm`, so
   * that a repeated call makes no closure, and no context for one.
   */
  #bindGemm(call: GemmArguments): BoundGemmCall | undefined {
    const { m, n, k, a, b, c } = call;
    if (m === 0 || n === 0 || k === 0 || (this.#at(a) | this.#at(b) | this.#at(c)) < 0) return undefined;
    const bound = { ...call, run: bindGemm(this.#linked, call) };
    this.#gemms.set(c, bound);
    return bound;
  }

  gemv(
    trans: Transpose, m: number, n: number,
    alpha: number, a: A, aOffset: number, lda: number, x: A, xOffset: number, incX: number, beta: number, y: A, yOffset: number, incY: number,
  ): void {
    const aa = this.#at(a, aOffset), ax = this.#at(x, xOffset), ay = this.#at(y, yOffset);
    if ((aa | ax | ay) < 0 || incY !== 1) return this.#elsewhere.gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
    const { plain, transposed } = this.#linked.get<GemvFunctions>('gemv', emitGemv);
    const beta32 = fround(beta);
    if (beta32 !== 0 && beta32 !== 1) this.#vector.scal(trans === 'N' ? m : n, beta32, ay);
    (trans === 'N' ? plain : transposed)(m, n, alpha, aa, 4 * lda, ax, 4 * incX, beta32 === 0 ? 0 : 1, ay);
  }

  ger(
    m: number, n: number,
    alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number, a: A, aOffset: number, lda: number,
  ): void {
    const ax = this.#at(x, xOffset), ay = this.#at(y, yOffset), aa = this.#at(a, aOffset);
    if ((ax | ay | aa) < 0 || incY !== 1) return this.#elsewhere.ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda);
    this.#vector.ger(m, n, alpha, ax, 4 * incX, ay, aa, 4 * lda);
  }

  axpy(n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): void {
    const ax = this.#at(x, xOffset), ay = this.#at(y, yOffset);
    if ((ax | ay) < 0 || incX !== 1 || incY !== 1) return this.#elsewhere.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
    this.#vector.axpy(n, alpha, ax, ay);
  }

  scal(n: number, alpha: number, x: A, xOffset: number, incX: number): void {
    const ax = this.#at(x, xOffset);
    if (ax < 0 || incX !== 1) return this.#elsewhere.scal(n, alpha, x, xOffset, incX);
    this.#vector.scal(n, alpha, ax);
  }

  dot(n: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): number {
    const ax = this.#at(x, xOffset), ay = this.#at(y, yOffset);
    if ((ax | ay) < 0 || incX !== 1 || incY !== 1) return this.#elsewhere.dot(n, x, xOffset, incX, y, yOffset, incY);
    return this.#vector.dot(n, ax, ay);
  }

  sum(n: number, x: A, xOffset: number, incX: number): number {
    const ax = this.#at(x, xOffset);
    return ax < 0 || incX !== 1 ? this.#elsewhere.sum(n, x, xOffset, incX) : this.#vector.sum(n, ax);
  }

  nrm2(n: number, x: A, xOffset: number, incX: number): number {
    const ax = this.#at(x, xOffset);
    if (ax < 0 || incX !== 1) return this.#elsewhere.nrm2(n, x, xOffset, incX);
    const bits = this.#vector.largest(n, ax);
    if (bits === 0 || bits >= INFINITY_BITS) return float32OfBits(bits);
    const exponent = exponentOf(float32OfBits(bits));
    return fround(fround(Math.sqrt(this.#vector.squares(n, ax, powerOfTwo(-exponent)))) * powerOfTwo(exponent));
  }

  allFinite(n: number, x: A, xOffset: number): boolean {
    const ax = this.#at(x, xOffset);
    return ax < 0 ? this.#elsewhere.allFinite(n, x, xOffset) : this.#vector.largest(n, ax) < INFINITY_BITS;
  }

  rowSums(m: number, n: number, x: A, y: A): void {
    const ax = this.#at(x), ay = this.#at(y);
    if ((ax | ay) < 0) return this.#elsewhere.rowSums(m, n, x, y);
    this.#rows.rowSums(m, n, ax, ay);
  }

  rowMaxima(m: number, n: number, x: A, y: A): void {
    const ax = this.#at(x), ay = this.#at(y);
    if ((ax | ay) < 0) return this.#elsewhere.rowMaxima(m, n, x, y);
    this.#rows.rowMaxima(m, n, ax, ay);
  }

  columnSums(m: number, n: number, x: A, beta: number, y: A): void {
    const ax = this.#at(x), ay = this.#at(y);
    if ((ax | ay) < 0) return this.#elsewhere.columnSums(m, n, x, beta, y);
    const beta32 = fround(beta);
    if (beta32 !== 0 && beta32 !== 1) this.#vector.scal(n, beta32, ay);
    this.#rows.columnSums(m, n, ax, beta32 === 0 ? 0 : 1, ay);
  }

  biasAdd(m: number, n: number, b: A, x: A): void {
    const ab = this.#at(b), ax = this.#at(x);
    if ((ab | ax) < 0) return this.#elsewhere.biasAdd(m, n, b, x);
    this.#rows.biasAdd(m, n, ab, ax);
  }

  scaleRows(m: number, n: number, s: A, x: A): void {
    const as = this.#at(s), ax = this.#at(x);
    if ((as | ax) < 0) return this.#elsewhere.scaleRows(m, n, s, x);
    this.#rows.scaleRows(m, n, as, ax);
  }

  scaleColumns(m: number, n: number, s: A, x: A): void {
    const as = this.#at(s), ax = this.#at(x);
    if ((as | ax) < 0) return this.#elsewhere.scaleColumns(m, n, s, x);
    this.#rows.scaleColumns(m, n, as, ax);
  }

  softmax(m: number, n: number, z: A, a: A): void {
    const az = this.#at(z), aa = this.#at(a);
    if ((az | aa) < 0) return this.#elsewhere.softmax(m, n, z, a);
    this.#softmax.shift(m, n, az, aa);
    this.#run(exponential, m * n, aa, 0);
    this.#divideBySums(m, n, aa, -1);
  }

  softmaxGradient(m: number, n: number, a: A, da: A, dz: A): void {
    const aa = this.#at(a), ada = this.#at(da), adz = this.#at(dz);
    if ((aa | ada | adz) < 0) return this.#elsewhere.softmaxGradient(m, n, a, da, dz);
    this.#softmax.gradient(m, n, aa, ada, adz);
  }

  softmaxCrossentropy(m: number, n: number, z: A, labels: A, a: A, losses: A): void {
    const az = this.#at(z), al = this.#at(labels), aa = this.#at(a), alosses = this.#at(losses);
    if ((az | al | aa | alosses) < 0) return this.#elsewhere.softmaxCrossentropy(m, n, z, labels, a, losses);
    this.#softmax.shift(m, n, az, aa);
    this.#softmax.pick(m, n, aa, al, alosses);
    this.#run(exponential, m * n, aa, 0);
    this.#divideBySums(m, n, aa, alosses);
  }

  softmaxCrossentropyGradient(m: number, n: number, a: A, labels: A, scale: number, dz: A): void {
    const aa = this.#at(a), al = this.#at(labels), adz = this.#at(dz);
    if ((aa | al | adz) < 0) return this.#elsewhere.softmaxCrossentropyGradient(m, n, a, labels, scale, dz);
    this.#softmax.crossentropyGradient(m, n, aa, al, scale, adz);
  }

  /** Rows of exponentials ⊘ their sums; where there are losses, they get their logarithm. */
  #divideBySums(m: number, n: number, a: number, losses: number): void {
    const sums = SCRATCH.sums.start;
    for (let i = 0; i < m; i += SUMMED_ROWS) {
      const rows = Math.min(SUMMED_ROWS, m - i), at = a + 4 * i * n;
      this.#rows.rowSums(rows, n, at, sums);
      this.#softmax.divide(rows, n, sums, at);
      if (losses >= 0) this.#run(crossentropy, rows, sums, losses + 4 * i);
    }
  }

  loadRows(count: number, width: number, source: A, indices: Indices, first: number, out: A): void {
    loadRows(count, width, source, indices, first, out);
  }

  elementwise(program: Program, n: number, arrays: readonly A[], scalars: ArrayLike<number> = NO_SCALARS): void {
    const last = this.#elementwise.get(arrays);
    const bound = last !== undefined && last.program === program && isSame(last.arrays, arrays) ? last : this.#bindElementwise(program, arrays, scalars.length);
    if (bound === undefined) return this.#elsewhere.elementwise(program, n, arrays, scalars);
    for (let i = 0; i < scalars.length; i++) this.#scalars[i] = scalars[i];
    const { run, addresses } = bound;
    run(n, addresses[0], addresses[1], addresses[2], addresses[3], addresses[4], addresses[5], addresses[6], addresses[7]);
  }

  /** Locates a call's arrays; undefined if the call is none for this table. */
  #bindElementwise(program: Program, arrays: readonly A[], scalars: number): BoundElementwise | undefined {
    const addresses = arrays.map((array) => this.#at(array));
    if (addresses.some((address) => address < 0) || arrays.length > MAXIMUM_ARRAYS || scalars > MAXIMUM_SCALARS) return undefined;
    while (addresses.length < MAXIMUM_ARRAYS) addresses.push(0);
    const bound = { program, arrays: [...arrays], addresses, run: this.#function(program) };
    this.#elementwise.set(arrays, bound);
    return bound;
  }

  #run(program: Program, n: number, a0: number, a1: number): void {
    this.#function(program)(n, a0, a1, 0, 0, 0, 0, 0, 0);
  }

  #function(program: Program): ElementwiseFunction {
    return this.#linked.get<{ run: ElementwiseFunction }, Program>(program, emitElementwise).run;
  }
}

/**
 * The table of compute routines that everything above is written against.
 *
 * What stands here is the definition: formula, shapes and the order of every sum. Each table (reference, SIMD, …) gives
 * the same bits; the binary64 witness follows the same formulas at its own rounding. ⊕ ⊖ ⊗ ⊘ are the correctly rounded
 * operations of the table's precision.
 *
 * Common to all routines:
 * - Matrices are row-major; `ld…` is the number of elements from one row to the next, `…Offset` where the operand starts.
 * - Routines trust their caller: shapes fit, and what is written does not overlap what is read, unless a routine allows it.
 *   The doors in lib/kernels/index.ts check; layers and plans are built so that it holds.
 * - NaN stays NaN; which NaN is not promised.
 * @module
 */
import type { Program } from '../formula/index.ts';

/** The arrays a table works on: binary32, or binary64 for the witness. */
export type FloatArray = Float32Array | Float64Array;

/** BLAS's op(X): 'N' is X, 'T' its transpose. */
export type Transpose = 'N' | 'T';

/** Row numbers, as `gather` takes them. */
export type Indices = Int32Array | Uint32Array;

/**
 * The routines. They trust their caller, as BLAS and LAPACK do: sizes, offsets, lengths and overlaps are checked
 * nowhere here, and what does not fit gives wrong numbers without a word. The doors of `bitgrad/kernels` check.
 */
export interface Kernels<A extends FloatArray = Float32Array> {
  /** What runs: 'reference', 'simd', 'float64', … */
  readonly name: string;

  /** Calls `run`, which uses this table's routines, until what is emitted and compiled at first use is at full speed; not at all where nothing is. */
  warmUp(run: () => void): void;

  /** This table for the use of one layer or loss, in a table that has to tell which one calls; absent where nobody asks. */
  named?(user: string): Kernels<A>;

  /** `length` zeros that this table works on fastest. Arrays from elsewhere work too. */
  allocate(length: number): A;

  /**
   * A table like this one whose `allocate` hands out parts of one block of memory, with room for `length` elements and
   * the padding between `arrays` arrays. The block is freed with the arrays. What does not fit comes from elsewhere.
   */
  reserve(length: number, arrays: number): Kernels<A>;

  /**
   * C ← alpha·op(A)·op(B) + beta·C; op(A) is m × k, op(B) k × n, C m × n.
   *
   * c starts at beta ⊗ c (at +0, C unread, when beta is 0); then p ascending: c ← c ⊕ ((alpha ⊗ aᵢₚ) ⊗ bₚⱼ).
   * Source: Dongarra et al. 1990, level 3 BLAS, in row-major.
   */
  gemm(
    transA: Transpose, transB: Transpose, m: number, n: number, k: number,
    alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number,
    beta: number, c: A, cOffset: number, ldc: number,
  ): void;

  /** y ← alpha·op(A)·x + beta·y; A is m × n. Order as gemm's with x as B. */
  gemv(
    trans: Transpose, m: number, n: number,
    alpha: number, a: A, aOffset: number, lda: number, x: A, xOffset: number, incX: number,
    beta: number, y: A, yOffset: number, incY: number,
  ): void;

  /** A ← A + alpha·x·yᵀ; A is m × n: a ← a ⊕ ((alpha ⊗ xᵢ) ⊗ yⱼ). */
  ger(
    m: number, n: number,
    alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number,
    a: A, aOffset: number, lda: number,
  ): void;

  /** y ← alpha·x + y: y ⊕ (alpha ⊗ x). */
  axpy(n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): void;

  /** x ← alpha·x: alpha ⊗ x, also where alpha is 0. */
  scal(n: number, alpha: number, x: A, xOffset: number, incX: number): void;

  /** Σ xᵢyᵢ in four lanes from +0: lane i mod 4 ← lane ⊕ (xᵢ ⊗ yᵢ), i ascending; then (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃). */
  dot(n: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): number;

  /**
   * ‖x‖₂ without needless overflow or underflow: √(Σ (xᵢ ⊗ 2⁻ᵉ)²) ⊗ 2ᵉ, the sum in four lanes, where e is the exponent of
   * the largest |xᵢ|, at least that of the smallest normal number. 0 for n = 0; NaN if any x is, else Infinity if any is.
   */
  nrm2(n: number, x: A, xOffset: number, incX: number): number;

  /** Σ xᵢ in four lanes. */
  sum(n: number, x: A, xOffset: number, incX: number): number;

  /** Whether none of the n elements is NaN or infinite. */
  allFinite(n: number, x: A, xOffset: number): boolean;

  /** y[i] ← Σⱼ xᵢⱼ, each row of the m × n matrix x in four lanes. */
  rowSums(m: number, n: number, x: A, y: A): void;

  /** y[i] ← maxⱼ xᵢⱼ of the m × n matrix x, passing over NaN, as softmax does; +0 for either zero, −∞ where there is nothing. */
  rowMaxima(m: number, n: number, x: A, y: A): void;

  /** y[j] ← beta·y[j] + Σᵢ xᵢⱼ, one accumulator down each column as in gemm. The adjoint of `biasAdd`. */
  columnSums(m: number, n: number, x: A, beta: number, y: A): void;

  /** xᵢⱼ ← xᵢⱼ ⊕ bⱼ for the m × n matrix x. */
  biasAdd(m: number, n: number, b: A, x: A): void;

  /** xᵢⱼ ← xᵢⱼ ⊗ sᵢ for the m × n matrix x: diag(s)·x. */
  scaleRows(m: number, n: number, s: A, x: A): void;

  /** xᵢⱼ ← xᵢⱼ ⊗ sⱼ for the m × n matrix x: x·diag(s). */
  scaleColumns(m: number, n: number, s: A, x: A): void;

  /**
   * Each row of the m × n matrix z: a ← exp(z ⊖ max z) ⊘ Σ, Σ of the exponentials in four lanes. a may be z.
   * A row with a NaN becomes NaN; so does one with +∞, and one of −∞ only.
   */
  softmax(m: number, n: number, z: A, a: A): void;

  /** dz ← a ⊗ (da ⊖ Σ), Σ = Σⱼ daⱼ ⊗ aⱼ of the row in four lanes: the adjoint of `softmax` at its result a. dz may be da. */
  softmaxGradient(m: number, n: number, a: A, da: A, dz: A): void;

  /**
   * softmax of each row of z into a, and the row's cross-entropy with its label y: losses[i] ← log Σ ⊖ (z_y ⊖ max z).
   * Labels are whole numbers below n, held as floats. a may be z.
   */
  softmaxCrossentropy(m: number, n: number, z: A, labels: A, a: A, losses: A): void;

  /** dz ← (a ⊖ [j = y]) ⊗ scale: the gradient of scale·`softmaxCrossentropy` at its result a. dz may be a. */
  softmaxCrossentropyGradient(m: number, n: number, a: A, labels: A, scale: number, dz: A): void;

  /** Row r of `out` ← row indices[first + r] of `source`, for r < count, rows of `width` elements; `source` is the caller's, anywhere. */
  gather(count: number, width: number, source: Float32Array, indices: Indices, first: number, out: A): void;

  /**
   * Runs a program on the first n elements of `arrays`, which may be one another but not overlap otherwise. Scalars are
   * rounded to the table's precision; none by default. See lib/formula.
   */
  elementwise(program: Program, n: number, arrays: readonly A[], scalars?: ArrayLike<number>): void;
}

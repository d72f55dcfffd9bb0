/**
 * The Hessian that limited-memory BFGS learns, as a matrix.
 * @module
 */

import { createFloat64Kernels } from '../kernels/index.ts';
import { getrf, getrs } from '../linalg/index.ts';
import { dot, inverseCurvature, isCurved } from './vectors.ts';

/** A step and the change of ∇f over it, both over √(s·y), which changes no B: s·y is 1. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

/**
 * B = θ·I − W·M·Wᵀ, BFGS' updates of θ·I by the last steps, oldest first.
 *
 *     W = [Y θS], n × 2k     M⁻¹ = [−I Lᵀ; L θSᵀS], 2k × 2k     Lᵢⱼ = sᵢ·yⱼ for i > j, else 0
 *     θ = y·y/s·y of the last
 *
 * Source: Byrd, Nocedal and Schnabel, "Representations of quasi-Newton matrices and their use in limited memory
 * methods", Math. Programming 63, 1994, theorem 2.3.
 */
export class CompactHessian {
  theta: number = 1;
  readonly #k = createFloat64Kernels();
  readonly #memory: number;
  #pairs: readonly Pair[] = [];
  #middle: Float64Array = new Float64Array(0);

  constructor(memory: number) {
    this.#memory = memory;
  }

  /** 2k. */
  get size(): number {
    return 2 * this.#pairs.length;
  }

  /** Takes in a step; one along which f does not curve upward teaches nothing. */
  learn(s: Float64Array, y: Float64Array): void {
    if (!isCurved(s, y)) return;
    const root = Math.sqrt(dot(s, y)), pair = { s: s.map((v) => v / root), y: y.map((v) => v / root) };
    this.#pairs = [...this.#pairs, pair].slice(-this.#memory);
    this.theta = 1 / inverseCurvature(s, y);
    const pairs = this.#pairs, k = pairs.length, middle = new Float64Array(4 * k * k);
    for (let i = 0; i < k; i++) {
      middle[i * 2 * k + i] = -1;
      for (let j = 0; j < k; j++) {
        middle[(k + i) * 2 * k + k + j] = this.theta * dot(pairs[i].s, pairs[j].s);
        if (i > j) middle[(k + i) * 2 * k + j] = middle[j * 2 * k + k + i] = dot(pairs[i].s, pairs[j].y);
      }
    }
    this.#middle = middle;
  }

  /** B is I again. */
  forget(): void {
    [this.theta, this.#pairs, this.#middle] = [1, [], new Float64Array(0)];
  }

  /** Row i of W. */
  row(i: number): Float64Array {
    const k = this.#pairs.length;
    return Float64Array.from({ length: 2 * k }, (_, j) =>
      (j < k ? this.#pairs[j].y[i] : this.theta * this.#pairs[j - k].s[i]));
  }

  /** Wᵀ·v. */
  transposed(v: Float64Array): Float64Array {
    const k = this.#pairs.length;
    return Float64Array.from({ length: 2 * k }, (_, j) =>
      (j < k ? dot(this.#pairs[j].y, v) : this.theta * dot(this.#pairs[j - k].s, v)));
  }

  /** out ← out + W·v. */
  addProduct(v: Float64Array, out: Float64Array): void {
    this.#pairs.forEach(({ s, y }, j) => {
      const ofS = this.theta * v[this.#pairs.length + j];
      for (let i = 0; i < out.length; i++) out[i] += y[i] * v[j] + s[i] * ofS;
    });
  }

  /**
   * v ↦ (M⁻¹ − W_FᵀW_F/θ)⁻¹·v, W_F the rows of W that `isFree`; v ↦ M·v where none is. Undefined where that is
   * singular.
   */
  solver(isFree?: readonly boolean[]): ((v: Float64Array) => Float64Array) | undefined {
    const { size } = this, k = this.#k, a = this.#middle.slice(), pivots = new Int32Array(size);
    isFree?.forEach((free, i) => {
      if (!free) return;
      const w = this.row(i);
      for (let r = 0; r < size; r++) for (let c = 0; c < size; c++) a[r * size + c] -= w[r] * (w[c] / this.theta);
    });
    if (size > 0 && getrf(k, size, size, a, 0, size, pivots) >= 0) return undefined;
    return (v) => {
      const out = v.slice();
      if (size > 0) getrs(k, 'N', size, 1, a, 0, size, pivots, out, 0, 1);
      return out;
    };
  }
}

/**
 * The R-operator: a table of kernels that carries a derivative beside every value.
 * @module
 */
import type { FloatArray, Kernels } from '../kernels/index.ts';
import { lostRoutines, noDerivative } from './noDerivative.ts';
import { tangentProgram } from './tangentProgram.ts';
import { Tangents } from './tangents.ts';

/**
 * A table that computes what `base` computes and beside each written array its derivative ẋ in a direction, which `tangents` keeps: forward-mode
 * differentiation of whatever is written against the table, layers, losses and their backward passes alike.
 *
 * With θ̇ = v, forward and backward passes leave H·v beside ∇J. So no layer has a line of code for curvature.
 * dot, nrm2 and sum return numbers, whose derivatives would be lost: they throw TypeError, as a formula on the bits of floats does, naming `user`.
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994.
 */
export function createTangentKernels<A extends FloatArray>(base: Kernels<A>, tangents: Tangents<A>, user: string = 'a model'): Kernels<A> {
  const refuse = (reason: string): never => {
    throw noDerivative(user, reason);
  };
  return {
    name: `${base.name} with derivatives`,
    warmUp: () => {},
    allocate: (length) => tangents.pair(base.allocate(length), base.allocate(length)),
    named: (name) => createTangentKernels(base, tangents, name),
    reserve: (length, arrays) => createTangentKernels(base.reserve(2 * length, 2 * arrays), tangents, user),
    ...products(base, tangents), ...rowRoutines(base, tangents), ...softmaxRoutines(base, tangents), ...lostRoutines(user),
    axpy(n, alpha, x, xOffset, incX, y, yOffset, incY) {
      base.axpy(n, alpha, tangents.of(x), xOffset, incX, tangents.of(y), yOffset, incY);
      base.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
    },
    scal(n, alpha, x, xOffset, incX) {
      base.scal(n, alpha, tangents.of(x), xOffset, incX);
      base.scal(n, alpha, x, xOffset, incX);
    },
    allFinite: (n, x, xOffset) => base.allFinite(n, x, xOffset),
    gather(count, width, source, indices, first, out) {
      base.gather(count, width, source, indices, first, out);
      tangents.of(out).fill(0, 0, count * width);
    },
    elementwise: (program, n, arrays, scalars) => base.elementwise(tangentProgram(program, refuse), n, tangents.joined(arrays), scalars),
  };
}

/** ∂(A·B) = Ȧ·B + A·Ḃ. */
function products<A extends FloatArray>(base: Kernels<A>, tangents: Tangents<A>): Pick<Kernels<A>, 'gemm' | 'gemv' | 'ger'> {
  return {
    gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc) {
      const dc = tangents.of(c);
      base.gemm(transA, transB, m, n, k, alpha, tangents.of(a), aOffset, lda, b, bOffset, ldb, beta, dc, cOffset, ldc);
      base.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, tangents.of(b), bOffset, ldb, 1, dc, cOffset, ldc);
      base.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    },
    gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) {
      const dy = tangents.of(y);
      base.gemv(trans, m, n, alpha, tangents.of(a), aOffset, lda, x, xOffset, incX, beta, dy, yOffset, incY);
      base.gemv(trans, m, n, alpha, a, aOffset, lda, tangents.of(x), xOffset, incX, 1, dy, yOffset, incY);
      base.gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
    },
    ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) {
      const da = tangents.of(a);
      base.ger(m, n, alpha, tangents.of(x), xOffset, incX, y, yOffset, incY, da, aOffset, lda);
      base.ger(m, n, alpha, x, xOffset, incX, tangents.of(y), yOffset, incY, da, aOffset, lda);
      base.ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda);
    },
  };
}

type RowRoutine = 'rowSums' | 'rowMaxima' | 'columnSums' | 'biasAdd' | 'scaleRows' | 'scaleColumns';

function rowRoutines<A extends FloatArray>(base: Kernels<A>, tangents: Tangents<A>): Pick<Kernels<A>, RowRoutine> {
  return {
    rowSums(m, n, x, y) {
      base.rowSums(m, n, tangents.of(x), tangents.of(y));
      base.rowSums(m, n, x, y);
    },
    rowMaxima(m, n, x, y) {
      const dx = tangents.of(x), dy = tangents.of(y);
      base.rowMaxima(m, n, x, y);
      for (let i = 0; i < m; i++) {
        const largest = x.subarray(i * n, (i + 1) * n).indexOf(y[i]); // the first of equals
        dy[i] = largest < 0 ? 0 : dx[i * n + largest];
      }
    },
    columnSums(m, n, x, beta, y) {
      base.columnSums(m, n, tangents.of(x), beta, tangents.of(y));
      base.columnSums(m, n, x, beta, y);
    },
    biasAdd(m, n, b, x) {
      base.biasAdd(m, n, tangents.of(b), tangents.of(x));
      base.biasAdd(m, n, b, x);
    },
    scaleRows(m, n, s, x) {
      const ds = tangents.of(s), dx = tangents.of(x);
      for (let i = 0, e = 0; i < m; i++) for (let j = 0; j < n; j++, e++) dx[e] = dx[e] * s[i] + x[e] * ds[i];
      base.scaleRows(m, n, s, x);
    },
    scaleColumns(m, n, s, x) {
      const ds = tangents.of(s), dx = tangents.of(x);
      for (let i = 0, e = 0; i < m; i++) for (let j = 0; j < n; j++, e++) dx[e] = dx[e] * s[j] + x[e] * ds[j];
      base.scaleColumns(m, n, s, x);
    },
  };
}

type SoftmaxRoutine = 'softmax' | 'softmaxGradient' | 'softmaxCrossentropy' | 'softmaxCrossentropyGradient';

/** The matrix of ∂a/∂z is symmetric, so ȧ is what `softmaxGradient` makes of ż. */
function softmaxRoutines<A extends FloatArray>(base: Kernels<A>, tangents: Tangents<A>): Pick<Kernels<A>, SoftmaxRoutine> {
  return {
    softmax(m, n, z, a) {
      base.softmax(m, n, z, a);
      base.softmaxGradient(m, n, a, tangents.of(z), tangents.of(a));
    },
    softmaxGradient(m, n, a, da, dz) {
      const aRate = tangents.of(a), daRate = tangents.of(da), dzRate = tangents.of(dz);
      for (let start = 0; start < m * n; start += n) {
        let sum = 0, sumRate = 0;
        for (let e = start; e < start + n; e++) {
          sum += a[e] * da[e];
          sumRate += aRate[e] * da[e] + a[e] * daRate[e];
        }
        for (let e = start; e < start + n; e++) dzRate[e] = aRate[e] * (da[e] - sum) + a[e] * (daRate[e] - sumRate);
      }
      base.softmaxGradient(m, n, a, da, dz);
    },
    softmaxCrossentropy(m, n, z, labels, a, losses) {
      const zRate = tangents.of(z), lossRates = tangents.of(losses);
      base.softmaxCrossentropy(m, n, z, labels, a, losses);
      for (let i = 0; i < m; i++) {
        let mean = 0;
        for (let e = i * n; e < (i + 1) * n; e++) mean += a[e] * zRate[e];
        lossRates[i] = mean - zRate[i * n + labels[i]];
      }
      base.softmaxGradient(m, n, a, zRate, tangents.of(a));
    },
    softmaxCrossentropyGradient(m, n, a, labels, scale, dz) {
      const aRate = tangents.of(a), dzRate = tangents.of(dz);
      base.softmaxCrossentropyGradient(m, n, a, labels, scale, dz);
      for (let e = 0; e < m * n; e++) dzRate[e] = aRate[e] * scale;
    },
  };
}

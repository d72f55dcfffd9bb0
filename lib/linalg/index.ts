/**
 * Linear algebra: checked doors for Float32Array and Float64Array, and the routines below them, unchecked,
 * for any table of kernels.
 * @module
 */

export { cholesky } from './cholesky.ts';
export { conditionNumber } from './conditionNumber.ts';
export { determinant } from './determinant.ts';
export { eigenSymmetric, type SymmetricEigen } from './eigenSymmetric.ts';
export { inverse } from './inverse.ts';
export { leastSquares } from './leastSquares.ts';
export { logDeterminant, type LogDeterminant } from './logDeterminant.ts';
export { lu, type LuFactors } from './lu.ts';
export { matrixNorm, type NormKind } from './matrixNorm.ts';
export { minimumNormLeastSquares } from './minimumNormLeastSquares.ts';
export { pinv } from './pinv.ts';
export { qr, type QrFactors } from './qr.ts';
export { rank, type RankOptions } from './rank.ts';
export { solve, type SolveOptions } from './solve.ts';
export { solveTriangular, type TriangularOptions } from './solveTriangular.ts';
export { svd, type SingularValues } from './svd.ts';
export type { ConditionOptions } from './checks.ts';
export { NotPositiveDefiniteError, SingularMatrixError } from '../core/errors.ts';
export { gecon } from './gecon.ts';
export { geqrf } from './geqrf.ts';
export { gesvj } from './gesvj.ts';
export { getrf } from './getrf.ts';
export { getri } from './getri.ts';
export { getrs } from './getrs.ts';
export { inverseNorm } from './inverseNorm.ts';
export { ormqr } from './ormqr.ts';
export { potrf } from './potrf.ts';
export { potrs } from './potrs.ts';
export { syev } from './syev.ts';
export { trsm, type Diagonal, type Side, type Triangle } from './trsm.ts';
export { trsv } from './trsv.ts';

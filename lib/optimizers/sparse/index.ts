/**
 * Functors on the rows of a matrix that have a gradient.
 * @module
 */

export {
  sparseApplyAdaMax, sparseApplyAdam, sparseApplyAddSign, sparseApplyNadam, sparseApplyPowerSign,
} from './composed.ts';
export { sumDuplicates, type Rows } from './rows.ts';
export {
  sparseApplyAdadelta, sparseApplyAdagrad, sparseApplyAdagradDA, sparseApplyCenteredRMSProp, sparseApplyFtrl,
  sparseApplyFtrlV2, sparseApplyGradientDescent, sparseApplyKerasMomentum, sparseApplyMomentum,
  sparseApplyProximalAdagrad, sparseApplyProximalGradientDescent, sparseApplyRMSProp,
} from './sparseApply.ts';

/**
 * First values of parameters.
 * @module
 */

export { constant, type ConstantOptions } from './constant.ts';
export type { InitializerSeed } from './drawing.ts';
export { glorotNormal } from './glorotNormal.ts';
export { glorotUniform } from './glorotUniform.ts';
export { heNormal } from './heNormal.ts';
export { heUniform } from './heUniform.ts';
export { identity, type IdentityOptions } from './identity.ts';
export { values, type Initializer, type Values } from './initializer.ts';
export { lecunNormal } from './lecunNormal.ts';
export { lecunUniform } from './lecunUniform.ts';
export { initializers, toInitializer } from './named.ts';
export { ones } from './ones.ts';
export { orthogonal, type OrthogonalOptions } from './orthogonal.ts';
export { randomNormal, type RandomNormalOptions } from './randomNormal.ts';
export { randomUniform, type RandomUniformOptions } from './randomUniform.ts';
export { truncatedNormal, type TruncatedNormalOptions } from './truncatedNormal.ts';
export { varianceScaling, type VarianceScalingOptions } from './varianceScaling.ts';
export { zeros } from './zeros.ts';

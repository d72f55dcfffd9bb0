/**
 * Layers and activations.
 * @module
 */
export * from './activations/index.ts';
export { dense, Dense, type DenseOptions } from './dense.ts';
export { flatten, Flatten } from './flatten.ts';
export { Layer, type CacheSpec, type LayerOptions, type Node, type ParameterSpec, type Pass } from './layer.ts';

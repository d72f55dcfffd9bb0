/**
 * Layers of sequences.
 * @module
 */

export { bidirectional, Bidirectional, type BidirectionalOptions } from './bidirectional.ts';
export type { MergeMode } from './bothWays.ts';
export { embedding, Embedding, type EmbeddingOptions } from './embedding.ts';
export { masking, Masking, type MaskingOptions } from './masking.ts';
export { timeDistributed, TimeDistributed, type TimeDistributedOptions } from './timeDistributed.ts';

/**
 * Layers of sequences.
 * @module
 */

export { embedding, Embedding, type EmbeddingOptions } from './embedding.ts';
export { masking, Masking, type MaskingOptions } from './masking.ts';

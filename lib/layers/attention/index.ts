/**
 * Layers of attention, and of positions.
 * @module
 */

export { multiHeadAttention, MultiHeadAttention, type MultiHeadAttentionOptions } from './multiHeadAttention.ts';
export { positionEmbedding, PositionEmbedding, type PositionEmbeddingOptions } from './positionEmbedding.ts';
export {
  sinePositionEncoding, SinePositionEncoding, type SinePositionEncodingOptions,
} from './sinePositionEncoding.ts';

/**
 * Layers of attention.
 * @module
 */

export { multiHeadAttention, MultiHeadAttention, type MultiHeadAttentionOptions } from './multiHeadAttention.ts';

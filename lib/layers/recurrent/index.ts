/**
 * Recurrent layers.
 * @module
 */

export { gru, GRU, type GRUOptions } from './gru.ts';
export { lstm, LSTM, type LSTMOptions } from './lstm.ts';
export type { RecurrentActivationOption, RecurrentOptions } from './options.ts';
export type { Recurrent } from './recurrent.ts';
export { simpleRNN, SimpleRNN, type SimpleRNNOptions } from './simpleRNN.ts';

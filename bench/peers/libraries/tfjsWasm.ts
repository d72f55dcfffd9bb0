/**
 * TensorFlow.js on XNNPACK compiled to WebAssembly.
 * @module
 */
import '@tensorflow/tfjs-backend-wasm';
import type { Peer } from '../peer.ts';
import { createTfjs } from './tfjs.ts';

export const peer: Peer = await createTfjs('wasm');

/**
 * TensorFlow.js in plain JavaScript.
 * @module
 */
import type { Peer } from '../peer.ts';
import { createTfjs } from './tfjs.ts';

export const peer: Peer = await createTfjs('cpu');

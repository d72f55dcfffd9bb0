/**
 * Training off the main thread.
 * @module
 */

export { fitInWorker, type WorkerFitOptions } from './fitInWorker.ts';

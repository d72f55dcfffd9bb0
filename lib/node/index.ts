/**
 * What needs Node.js: files from disk.
 * @module
 */
export { readIdxFile, type ReadIdxFileOptions } from './readIdxFile.ts';
export { readMnist } from './readMnist.ts';

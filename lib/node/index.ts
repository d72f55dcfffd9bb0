/**
 * What needs Node.js: files from disk.
 * @module
 */

export { jsonlFile, type JsonlFile } from './jsonlFile.ts';
export { loadFile } from './loadFile.ts';
export { readIdxFile, type OnHeader, type ReadIdxFileOptions } from './readIdxFile.ts';
export { readMnist, type ReadMnistOptions } from './readMnist.ts';
export { rowsOfFile, type RowsOfFileOptions } from './rowsOfFile.ts';
export { saveFile } from './saveFile.ts';
export { writeFileAtomically } from './writeFileAtomically.ts';
export { ledgerFile } from './ledgerFile.ts';

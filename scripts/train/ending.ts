/**
 * What commands that train say at the end.
 * @module
 */
import { createHash } from 'node:crypto';
import { ARITHMETIC_CONTRACT, type History } from '../../lib/index.ts';
import { lineOf } from '../command/command.ts';

/** Why training ended, in words. */
export const REASONS: Readonly<Record<History['reason'], string>> = {
  epochs: 'all epochs are done',
  iterations: 'all steps of --max-iterations are done',
  precision: 'the last step moved the parameters by less than --precision',
  exhausted: 'there is no further batch',
  stopped: 'a callback asked for it',
  aborted: 'it was aborted',
  running: 'it has not ended',
};

/** Of the bytes of θ, little-endian whatever the machine. */
export function hashParameters(theta: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * theta.length));
  theta.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return createHash('sha256').update(bytes).digest('hex');
}

/** The line with that hash. */
export function sayHash({ length }: Float32Array, sha256: string): string {
  return `SHA-256 of the ${length} parameters (arithmetic contract ${ARITHMETIC_CONTRACT}): ${sha256}`;
}

/** The line about the ledger. */
export function sayLedger(file: string): string {
  return `The ledger of its steps: ${file}; ${lineOf('bitgrad verify', file)} does them again.`;
}

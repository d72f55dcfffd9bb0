/**
 * The data of a ledger that are not those set: from an address, or a table.
 * @module
 */
import { rangeError } from '../../../lib/core/errors.ts';
import { readLedger } from '../../../lib/audit/index.ts';
import { parseCsv } from '../../../lib/data/index.ts';
import { parseSetting } from '../address.ts';
import type { ProofData } from '../protocol.ts';
import { DEFAULT } from '../setting.ts';
import { makeData, sha256Of, type Data } from './dataSets.ts';

/**
 * Of a table the ledger says how many rows were trained on; the others were held back, drawn by its seed. Throws
 * FormatError for what is no ledger, RangeError for a table of too few rows, and as {@link parseSetting} and
 * {@link makeData} do.
 */
export function dataOf(bytes: Uint8Array, from: ProofData): Data {
  if ('address' in from) return makeData(parseSetting(from.address.slice(from.address.indexOf('#') + 1)));
  const { table: text } = from, { header } = readLedger(bytes);
  if (!('samples' in header)) throw rangeError('verify: ledger must be of a table, got one of a source of batches');
  const { samples, seed } = header, table = parseCsv(text, { trim: true }), rows = table.strings(table.names[0]).length;
  if (rows < samples) {
    throw rangeError(`verify: table must have the ${samples} rows that were trained on at least, got ${rows}`);
  }
  return makeData({
    ...DEFAULT, seed, data: { kind: 'csv', text, sha256: sha256Of(text), test: rows - samples },
  });
}

/**
 * A reader's own data: kept while other data are looked at.
 * @module
 */
import { sha256 } from '../../../../lib/core/digest.ts';
import { signal, type Signal } from '@preact/signals';
import type { OwnPoints, OwnTable } from '../../setting.ts';

/** The points clicked last. */
export const lastPoints: Signal<OwnPoints> = signal({ kind: 'points', points: [], test: 0 });
/** The table dropped last. */
export const lastTable: Signal<OwnTable | undefined> = signal(undefined);
/** The class that the next point clicked has. */
export const pointClass: Signal<number> = signal(0);

/** A table as a setting, a fifth of its rows held back. */
export function tableOf(text: string): OwnTable {
  const rows = text.split('\n').filter((line) => line.trim() !== '').length - 1;
  return { kind: 'csv', text, sha256: sha256(new TextEncoder().encode(text)), test: Math.floor(Math.max(0, rows) / 5) };
}

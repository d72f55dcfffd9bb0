/**
 * A network as commands show it before they train it.
 * @module
 */
import type { Model } from '../../lib/index.ts';
import { canvas, say } from './output.ts';

/** Columns that every terminal has. */
const COLUMNS = 80;

/** Says the summary, as wide as the terminal at most; what is no terminal gets 80 columns. */
export function sayModel(model: Model): void {
  say(`${model.summary({ lineLength: Math.max(COLUMNS, canvas().columns ?? COLUMNS) })}\n`);
}

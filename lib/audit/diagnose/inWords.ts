/**
 * What went wrong, as a sentence.
 * @module
 */

import { formatElement, type TensorElement, type TracedOperation } from '../trace/operation.ts';
import type { Origin } from './origins.ts';

const SIGNS: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '·', div: '/' };

/** Operands as they are read: 3.4e+38, ∞, −0.5. */
function shown(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude === Infinity ? '∞' : String(Number(magnitude.toPrecision(6)));
  return value < 0 || Object.is(value, -0) ? `−${digits}` : digits;
}

/** What an operation did that made NaN or Infinity: 'overflow in exp of 91.3', '0/0', … */
function cause({ operation, operands, result }: TracedOperation): string {
  const [a, b] = operands, sign = SIGNS[operation];
  const written =
    sign === undefined ? `${operation} of ${operands.map(shown).join(', ')}` : `${shown(a)} ${sign} ${shown(b)}`;
  if (operation === 'div' && b === 0) return a === 0 ? '0/0' : `division by zero, ${written}`;
  if (operation === 'log' && a === 0) return 'log of 0';
  if (operation === 'log1p' && a === -1) return 'log1p of −1, that is log of 0';
  if (a < 0 && (operation.startsWith('log') || operation === 'sqrt')) {
    return `${operation} of a negative number, ${shown(a)}`;
  }
  if (operands.every(Number.isFinite) && result === result) return `overflow in ${written}`;
  return written;
}

/** One sentence: the cause, for which element, and where it was seen. */
export function inWords({ operation, element, value }: Origin, seen: TensorElement): string {
  const name = formatElement(element), last = seen.index < 0 ? 'the loss' : formatElement(seen);
  const then = name === last ? '' : `; by it ${last} is not finite`;
  if (operation !== undefined) {
    const { phase, routine, formula } = operation;
    return `${cause(operation)} for ${name} gives ${shown(value)} (${phase}, `
      + `${formula === undefined ? routine : `formula '${formula}'`})${then}`;
  }
  const when = element.layer === 'input' || element.layer === 'loss'
    ? 'as it was given'
    : 'before the step: an earlier one has made it';
  return `${name} is ${shown(value)} ${when}${then}`;
}

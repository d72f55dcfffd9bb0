/**
 * Operations as lines of JSON, no bit lost.
 * @module
 */
import { FormatError, show } from '../../core/errors.ts';
import type { TracedOperation } from './operation.ts';

/** Numbers that JSON has not. */
const SPECIAL: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/**
 * One line, with its end. Numbers are the shortest that read back as the same; NaN, Infinity, -Infinity and -0, which JSON has not, are strings.
 */
export function toJsonl(operation: TracedOperation): string {
  return `${JSON.stringify(operation, (_, value: unknown) => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
    return Object.is(value, -0) ? '-0' : String(value);
  })}\n`;
}

/** The operation of such a line. Throws FormatError where it is no JSON object with operands and a result. */
export function fromJsonl(line: string): TracedOperation {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new FormatError(`fromJsonl: line must be JSON, got ${show(line)} (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isOperation(parsed)) throw new FormatError(`fromJsonl: line must be an operation, got ${show(line)}`);
  const { operands, result, formula } = parsed;
  return { ...parsed, formula, operands: operands.map(numberOf), result: numberOf(result) };
}

function isOperation(value: unknown): value is TracedOperation {
  if (typeof value !== 'object' || value === null || !('operation' in value && 'result' in value)) return false;
  return 'operands' in value && Array.isArray(value.operands) && 'sources' in value && Array.isArray(value.sources);
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && Object.hasOwn(SPECIAL, value)) return SPECIAL[value];
  throw new FormatError(`fromJsonl: a number must be a number or one of ${Object.keys(SPECIAL).join(', ')}, got ${show(value)}`);
}

import type { Expression } from './arithmetic.ts';

/** Whether `value` is what the functions of arithmetic.ts return. */
export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value && 'operands' in value && Array.isArray(value.operands);
}

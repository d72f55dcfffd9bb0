import type { Failure } from '../protocol.ts';

/** An error as it travels. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', code: undefined, message: String(error) };
  const { name, message } = error, code: unknown = 'code' in error ? error.code : undefined;
  return { name, message, code: typeof code === 'string' ? code : undefined };
}

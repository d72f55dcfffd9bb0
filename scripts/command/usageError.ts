/** What is wrong with a command line, in one line. */
export class UsageError extends Error {}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

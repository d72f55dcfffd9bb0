/**
 * What the exit codes of all commands mean. 0 is done, and 1 the verdict of a command that has one.
 * @module
 */
export const WRONG_USE = 2, FAILED = 3;

export const EXITS: Readonly<Record<number, string>> = {
  [WRONG_USE]: 'wrong use', [FAILED]: 'something failed', 130: 'interrupted by Ctrl-C', 143: 'ended by SIGTERM',
};

/** The line of the help, given what 0 and 1 mean. */
export function exitCodes(own: Readonly<Record<number, string>>): string {
  // in their order, as the keys of an object are that are whole numbers
  const codes = Object.entries({ ...own, ...EXITS }).map(([code, meaning]) => `${code} ${meaning}`);
  return `Exit code: ${codes.join('; ')}.`;
}

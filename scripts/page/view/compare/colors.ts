/**
 * A colour for each of those compared.
 * @module
 */
const COLORS = ['--class-1', '--class-0', '--class-2', '--class-3', '--class-5', '--class-6'] as const;

/** The custom property that has it. */
export function colorOf(i: number): string {
  return COLORS[i % COLORS.length];
}

/**
 * A weight that is used at several places, as that of a convolution is: what is known of each use makes one whole.
 * @module
 */

import type { ExampleExplanation } from './explanationData.ts';

/** What an example says of one use of a weight, or of all. */
export type Derived = Omit<ExampleExplanation, 'example' | 'loss' | 'weight' | 'backpropagated'>;

/** The sum of the uses, of all whose paths the `most` strongest are listed. */
export function together(uses: readonly Derived[], most: number): Derived {
  if (uses.length === 1) return uses[0];
  const sum = (of: (use: Derived) => number): number => uses.reduce((total, use) => total + of(use), 0);
  const count = (of: (use: Derived) => bigint): bigint => uses.reduce((total, use) => total + of(use), 0n);
  const all = uses.flatMap(({ paths }) => paths).sort((a, b) =>
    Number(a.isDead) - Number(b.isDead) || Math.abs(b.product) - Math.abs(a.product));
  const [{ values, through }] = uses, paths = all.slice(0, most);
  return {
    values, paths, dead: deadOf(uses),
    remainder: sum(({ remainder }) => remainder) + all.slice(most).reduce((total, { product }) => total + product, 0),
    through: through.map((unit, at) => ({ ...unit, sum: sum((use) => use.through[at].sum) })),
    pathCount: count(({ pathCount }) => pathCount), livePaths: count(({ livePaths }) => livePaths),
    value: sum(({ value }) => value), magnitude: sum(({ magnitude }) => magnitude),
  };
}

/** The paths that end at one factor, of whatever use. */
function deadOf(uses: readonly Derived[]): Derived['dead'] {
  const found = new Map<string, Derived['dead'][number]>();
  for (const { dead } of uses) {
    for (const { factor, paths } of dead) {
      found.set(factor.symbol, { factor, paths: paths + (found.get(factor.symbol)?.paths ?? 0n) });
    }
  }
  return [...found.values()];
}

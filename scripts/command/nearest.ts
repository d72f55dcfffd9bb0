/**
 * The word that was meant.
 * @module
 */

/** Letters that may be wrong, missing or too many: a third of them, at least 2. */
const mistakes = (word: string): number => Math.max(2, Math.floor(word.length / 3));

/** Of the words the one nearest to `given`; undefined where none is near. */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((word) => ({ word, distance: distance(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance: far }) => far <= mistakes(given) && far < word.length)
    .sort((a, b) => a.distance - b.distance);
  return best?.word;
}

/** `; did you mean WORD?`, or nothing. */
export function hint(given: string, words: readonly string[]): string {
  const word = nearest(given, words);
  return word === undefined ? '' : `; did you mean ${word}?`;
}

/** Letters to put in, to take out, to change or to swap with their neighbours, at least (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i][j] = Math.min(
        rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1),
        isSwapped ? rows[i - 2][j - 2] + 1 : Infinity,
      );
    }
  }
  return rows[a.length][b.length];
}

/**
 * Which known name a misspelt one was meant to be.
 * @module
 */

/** Letters that a misspelling has wrong at most: one in three, and never more than so many. */
const LETTERS = 3, MOST = 3;

/**
 * `; did you mean 'epochs'?` where one of the known names is near, with those that are as near, else nothing.
 * Capitals, `_` and `-` make no difference; a single letter says too little.
 */
export function hintToSpell(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || given.length < 2 || given.length > 100) return '';
  const plain = plainOf(given), most = Math.min(MOST, plain.length / LETTERS);
  let nearest: string[] = [], least = most;
  for (const name of known) {
    const other = plainOf(name);
    if (Math.abs(other.length - plain.length) > most) continue; // each letter more is one to insert
    const distance = editDistance(plain, other);
    if (distance < least) [nearest, least] = [[], distance];
    if (distance === least) nearest.push(name);
  }
  return nearest.length > 0 ? `; did you mean ${nearest.map((name) => `'${name}'`).join(' or ')}?` : '';
}

/** A name without what spellings differ in: 'l1l2' of 'L1_L2'. */
export function plainOf(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/**
 * Letters to insert, remove, replace or swap with the next one.
 *
 * Source: Damerau 1964, in the restricted form in which no letter changes twice.
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same, isSwapped ? before[j - 2] + 1 : Infinity));
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** Names of an object's members, its own and those of its classes, with the methods that nobody sees in a loop. */
export function memberNames(value: object): string[] {
  const names = new Set<string>();
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    if (Object.getPrototypeOf(owner) === null && owner !== value) break; // Object.prototype, of whatever realm
    for (const name of Object.getOwnPropertyNames(owner)) if (name !== 'constructor') names.add(name);
  }
  return [...names];
}

/**
 * Hints by the list of known names and the name: each kind of object is looked at anew with every model that is made.
 */
const hints = new WeakMap<readonly string[], Map<string, string>>();

/**
 * The first member of an object that is near to a known name without being one, as a hint; undefined where there
 * is none.
 */
export function misspelt(
  value: object, known: readonly string[],
): { readonly name: string; readonly hint: string } | undefined {
  let found = hints.get(known);
  if (found === undefined) hints.set(known, found = new Map(known.map((name) => [name, ''])));
  for (const name of memberNames(value)) {
    let hint = found.get(name);
    if (hint === undefined) found.set(name, hint = hintToSpell(name, known));
    if (hint !== '') return { name, hint };
  }
  return undefined;
}

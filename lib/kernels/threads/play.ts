/**
 * Plays a script: the calls of one thread, one after the other.
 *
 * A script is a row of numbers in shared memory. Each entry begins with its kind: END; STORE, the number of a word of
 * 32 bits, a float; MEET; KEEP and CALL, plus how many arguments, the place of a function, the arguments, and after
 * those of KEEP a word that takes what it returns.
 * @module
 */

/** The kinds of entries; KEEP and CALL are followed by so many kinds, one for each count of arguments. */
export const END = 0, STORE = 1, MEET = 2, KEEP = 3, CALL = 64;

/** A function of WebAssembly. */
export type Played = (...args: readonly number[]) => unknown;

/** What a thread plays on. */
export interface Stage {
  /** All of the shared memory, as binary64 and as binary32. */
  readonly words: Float64Array;
  readonly floats: Float32Array;
  /** Functions by their places. */
  readonly functions: readonly Played[];
}

/** Plays the script that begins at a word. `meet` waits for all threads; `beats[beat]` goes up with each call. */
export function play(
  { words, floats, functions }: Stage, start: number, meet: () => void, beats: Int32Array, beat: number,
): void {
  for (let at = start; ;) {
    const kind = words[at];
    if (kind >= CALL) {
      invoke(functions[words[at + 1]], words, at + 2, kind - CALL);
      at += 2 + kind - CALL;
      beats[beat]++;
    } else if (kind === STORE) {
      floats[words[at + 1]] = words[at + 2];
      at += 3;
    } else if (kind === MEET) {
      meet();
      at++;
    } else if (kind === END) return;
    else {
      const count = kind - KEEP;
      words[at + 2 + count] = Number(invoke(functions[words[at + 1]], words, at + 2, count));
      at += 3 + count;
      beats[beat]++;
    }
  }
}

/** Calls a function with so many of the words from `w` on. Written out, since to spread a list takes far longer. */
function invoke(f: Played, a: Float64Array, w: number, count: number): unknown {
  switch (count) {
    case 2: return f(a[w], a[w + 1]);
    case 3: return f(a[w], a[w + 1], a[w + 2]);
    case 4: return f(a[w], a[w + 1], a[w + 2], a[w + 3]);
    case 5: return f(a[w], a[w + 1], a[w + 2], a[w + 3], a[w + 4]);
    case 6: return f(a[w], a[w + 1], a[w + 2], a[w + 3], a[w + 4], a[w + 5]);
    case 7: return f(a[w], a[w + 1], a[w + 2], a[w + 3], a[w + 4], a[w + 5], a[w + 6]);
    case 8: return f(a[w], a[w + 1], a[w + 2], a[w + 3], a[w + 4], a[w + 5], a[w + 6], a[w + 7]);
    case 9: return f(a[w], a[w + 1], a[w + 2], a[w + 3], a[w + 4], a[w + 5], a[w + 6], a[w + 7], a[w + 8]);
    default: return f(...a.subarray(w, w + count));
  }
}

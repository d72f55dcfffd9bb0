/**
 * The function that plays a tape: calls one after the other, with no way back to JavaScript between them.
 *
 * A tape is a row of words of 32 bits. Each entry begins with its kind: 0 ends the tape; 1 stores a word (address,
 * word); 2 + n calls a function with n arguments (its place in the table, the arguments).
 * @module
 */

import { module, type Body, type Label, type Local, type MemoryType } from '../../wasm/index.ts';
import type { Linked } from './modules.ts';

/** Most arguments of a function on a tape. */
export const MAXIMUM_ARGUMENTS = 11;

/** The kinds of entries; that of a call is `CALL` plus the number of its arguments. */
export const END = 0, STORE = 1, CALL = 2;

const KINDS: number = CALL + MAXIMUM_ARGUMENTS + 1;
/** Bytes of a word of a tape. */
export const WORD_BYTES = 4;

/** Plays the tape that begins at an address. */
export type Play = (start: number) => void;

function emitPlayer(memory: MemoryType): Uint8Array {
  const m = module({ memory, table: { functions: 0 } });
  m.export(m.func('play', { parameters: { at: 'i32' } }, (f, { at }) => {
    f.loop((again) => emitKinds(f, at, again, []));
  }));
  return m.emit();
}

/** Blocks within each other, one a kind, that of the last kind inmost; the code of a kind follows its block. */
function emitKinds(f: Body, at: Local<'i32'>, again: Label, labels: readonly Label[]): void {
  const kind = labels.length;
  if (kind === KINDS) f.br_table(f.i32.load(at), labels, labels[END]);
  else {
    f.block((label) => emitKinds(f, at, again, [...labels, label]));
    if (kind !== END) emitEntry(f, at, again, kind);
  }
}

function emitEntry(f: Body, at: Local<'i32'>, again: Label, kind: number): void {
  const word = (i: number) => f.i32.load(at, WORD_BYTES * i);
  let words = 3;
  if (kind === STORE) f.i32.store(word(1), word(2));
  else {
    const args = Array.from({ length: kind - CALL }, (_, i) => word(2 + i));
    f.call_indirect({ parameters: args.map(() => 'i32'), results: [] }, ...args, word(1));
    words = 2 + args.length;
  }
  at.set(f.i32.add(at, WORD_BYTES * words));
  f.br(again);
}

export function linkPlayer(linked: Linked): Play {
  return linked.get<{ play: Play }>('player', emitPlayer).play;
}

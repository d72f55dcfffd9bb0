import type { Philox } from '../core/philox.ts';

/** Puts `items` in random order, every order equally likely: Fisher and Yates, from the last element down. */
export function shuffleInto(random: Philox, items: Uint32Array | Int32Array): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.nextBelow(i + 1);
    const moved = items[i];
    items[i] = items[j];
    items[j] = moved;
  }
}

/**
 * The ledgers at hand, and what was found of the one that is looked at.
 * @module
 */
import { batch, signal, type Signal } from '@preact/signals';
import type { Failure, Flipped, ProofData, Verified } from '../../protocol.ts';
import { ask } from '../client.ts';
import { refresh } from '../frames.ts';

/** A ledger and where it came from. */
export interface Book {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const book: Signal<Book | undefined> = signal(undefined);
/** What the ledger is of, where that is not what is set. */
export const proofData: Signal<{ readonly name: string; readonly own: ProofData } | undefined> = signal(undefined);
export const verified: Signal<Verified | undefined> = signal(undefined);
/** The bit that was changed in it. */
export const flipped: Signal<Flipped | undefined> = signal(undefined);
export const proveProblem: Signal<Failure | undefined> = signal(undefined);
/** What is under way. */
export const doing: Signal<'ledger' | 'verify' | undefined> = signal(undefined);

/** Other data for the ledger; what was found by those before goes. */
export function takeData(next: typeof proofData.value): void {
  batch(() => {
    proofData.value = next;
    verified.value = undefined;
    proveProblem.value = undefined;
  });
}

/** Looks at another ledger; what was found of the last one goes. */
export function take(next: Book): void {
  batch(() => {
    book.value = next;
    verified.value = undefined;
    flipped.value = undefined;
    proveProblem.value = undefined;
  });
}

async function during(name: 'ledger' | 'verify', act: () => Promise<void>): Promise<void> {
  doing.value = name;
  proveProblem.value = undefined;
  refresh();
  try {
    await act();
  } catch (error) {
    proveProblem.value = error as Failure;
  } finally {
    doing.value = undefined;
    refresh();
  }
}

/** Has the training so far done again with a ledger, and looks at that. */
export function makeLedger(): Promise<void> {
  return during('ledger', async () => { take(await ask('ledger', {})); });
}

/** Verifies what is looked at. */
export function verify(): Promise<void> {
  return during('verify', async () => {
    const own = book.peek(), data = proofData.peek()?.own;
    verified.value = undefined;
    if (own === undefined) return;
    verified.value = await ask('verify', { ledger: own.bytes.slice(), ...(data !== undefined && { data }) });
  });
}

/** Changes one bit of what is looked at. */
export async function flip(): Promise<void> {
  const own = book.peek();
  if (own === undefined) return;
  try {
    const change = await ask('flip', { ledger: own.bytes.slice() });
    take({ name: own.name, bytes: change.ledger });
    flipped.value = change;
  } catch (error) {
    proveProblem.value = error as Failure;
  }
}

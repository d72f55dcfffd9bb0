/**
 * What a thread of a team does: links modules that it is sent, and plays scripts when the bell rings.
 *
 * It knows nothing of routines: a script says which functions are called with which numbers.
 * @module
 */

import { webAssembly, type WebAssemblyTable } from '../../core/platform.ts';
import { parentThread } from '../../core/thread.ts';
import { BELL, FAILED, MAIL, MEMORY, Meeting, wordsOf } from './meeting.ts';
import type { Mail, MemoryMail, ModuleMail } from './messages.ts';
import { play, type Played, type Stage } from './play.ts';

/** A memory, with the functions that are linked to it. */
class Linked implements Stage {
  readonly words: Float64Array;
  readonly floats: Float32Array;
  readonly functions: Played[] = [];
  readonly #table: WebAssemblyTable;
  readonly #imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  constructor({ memory, origin }: MemoryMail) {
    this.words = new Float64Array(memory.buffer);
    this.floats = new Float32Array(memory.buffer);
    this.#table = new (api().Table)({ element: 'anyfunc', initial: 0 });
    this.#imports = { env: { memory, table: this.#table, origin } };
  }

  link({ module, places }: ModuleMail): void {
    const exports = new (api().Instance)(module, this.#imports).exports as Readonly<Record<string, Played>>;
    for (const [name, place] of places) {
      if (this.#table.length <= place) this.#table.grow(place + 1 - this.#table.length);
      this.#table.set(place, exports[name]);
      this.functions[place] = exports[name];
    }
  }
}

function api(): NonNullable<ReturnType<typeof webAssembly>> {
  const found = webAssembly();
  if (found === undefined) throw new Error('a thread has no WebAssembly');
  return found;
}

/** A thread at work. */
class Worker {
  readonly #control: Int32Array;
  readonly #meeting: Meeting;
  readonly #own: ReturnType<typeof wordsOf>;
  readonly #memories = new Map<number, Linked>();
  #read = 0;

  constructor(control: Int32Array, me: number, threads: number) {
    this.#control = control;
    this.#meeting = new Meeting(control, me, threads, true);
    this.#own = wordsOf(me);
  }

  /** Reads a message, and plays on once it was the last. */
  receive(mail: Mail): void {
    if ('gone' in mail) this.#memories.delete(mail.gone);
    else if ('memory' in mail) this.#memories.set(mail.id, new Linked(mail));
    else if ('module' in mail) this.#memories.get(mail.id)?.link(mail);
    this.#read++;
    this.#listen();
  }

  /** Plays whenever the bell rings, until there is mail. */
  #listen(): void {
    const control = this.#control, hasMail = (): boolean => Atomics.load(control, MAIL) !== this.#read;
    let bell = Atomics.load(control, BELL); // before mail is looked for, since it rings after mail has been counted
    if (hasMail()) return; // the event loop brings it
    Atomics.store(control, this.#own.read, this.#read);
    for (;;) {
      bell = this.#meeting.awaitBell(bell);
      if (hasMail()) return;
      this.#play();
    }
  }

  #play(): void {
    const control = this.#control, { script, beat } = this.#own, stage = this.#memories.get(control[MEMORY]);
    try {
      if (stage === undefined) throw new Error('a thread was not sent a memory');
      play(stage, control[script], this.#meeting.meet, control, beat);
      this.#meeting.arrive();
    } catch (error) {
      Atomics.store(control, FAILED, 1);
      this.#meeting.excuse();
      throw error;
    }
  }
}

let worker: Worker | undefined;

parentThread().listen((message) => {
  const mail = message as Mail;
  if ('control' in mail) worker = new Worker(new Int32Array(mail.control), mail.me, mail.threads);
  else worker?.receive(mail);
});

/**
 * JSON as a format's header needs it: objects are Maps, numbers stay as they are written, and no name comes twice in
 * an object. `JSON.parse` hides the second and rounds the first.
 * @module
 */

/** A number as it is written. */
export interface Literal {
  readonly number: string;
}

export type StrictJson = string | boolean | null | Literal | readonly StrictJson[] | StrictObject;
export type StrictObject = ReadonlyMap<string, StrictJson>;

export function isStrictObject(value: StrictJson | undefined): value is StrictObject {
  return value instanceof Map;
}

/** The integer from 0 to 2⁵³ − 1 that a number is written as, without point or exponent; undefined for all else. */
export function integerOf(value: StrictJson | undefined): number | undefined {
  if (typeof value !== 'object' || value === null || !('number' in value)) return undefined;
  const integer = Number(value.number);
  return /^(?:0|[1-9]\d*)$/.test(value.number) && Number.isSafeInteger(integer) ? integer : undefined;
}

/** Says what is wrong, and throws. */
type Refuse = (wanted: string, got: string) => never;

const MOST_DEPTH = 32;
const BLANKS = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: ReadonlyMap<string, boolean | null> = new Map([['true', true], ['false', false], ['null', null]]);

/** What a text says; `refuse` is told of text that is no JSON, of a name that comes twice, and of depth above 32. */
export function readStrictJson(text: string, refuse: Refuse): StrictJson {
  const reader = new Reader(text, refuse), value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  readonly #refuse: Refuse;
  #at = 0;

  constructor(text: string, refuse: Refuse) {
    this.#text = text;
    this.#refuse = refuse;
  }

  value(depth: number): StrictJson {
    if (depth > MOST_DEPTH) this.#refuse(`JSON of at most ${MOST_DEPTH} levels`, 'more');
    this.#skip();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"') return this.#string();
    const word = ['true', 'false', 'null'].find((each) => this.#text.startsWith(each, this.#at));
    if (word !== undefined) {
      this.#at += word.length;
      return WORDS.get(word) ?? null;
    }
    return { number: this.#match(NUMBER) ?? this.#unexpected('a value') };
  }

  /** Nothing but blanks may follow. */
  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) this.#unexpected('nothing more');
  }

  #object(depth: number): StrictObject {
    const members = new Map<string, StrictJson>();
    this.#items('}', () => {
      const name = this.#string();
      if (members.has(name)) this.#refuse('names that differ', `${JSON.stringify(name.slice(0, 40))} twice`);
      if (!this.#take(':')) this.#unexpected('a colon');
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  #list(depth: number): readonly StrictJson[] {
    const items: StrictJson[] = [];
    this.#items(']', () => { items.push(this.value(depth + 1)); });
    return items;
  }

  /** What stands between brackets, with commas between. */
  #items(end: string, read: () => void): void {
    this.#at++;
    if (this.#take(end)) return;
    do read(); while (this.#take(','));
    if (!this.#take(end)) this.#unexpected(`a comma or ${end}`);
  }

  #string(): string {
    this.#skip();
    return JSON.parse(this.#match(STRING) ?? this.#unexpected('a string')) as string;
  }

  #take(sign: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#match(BLANKS);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #unexpected(wanted: string): never {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    return this.#refuse(`JSON with ${wanted} at character ${this.#at}`, rest === '' ? 'its end' : JSON.stringify(rest));
  }
}

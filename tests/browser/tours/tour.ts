import type { Opened, Wishes } from '../browsers.ts';
import type { Host } from '../host.ts';
import type { Reader } from '../reader.ts';

/** What a tour has at hand. */
export interface Visit {
  readonly reader: Reader;
  readonly browser: Opened;
  readonly host: Host;
  /** Another reader, with wishes of its own. */
  readonly another: (wishes?: Wishes) => Promise<Reader>;
  /** Keeps a picture of the whole page. */
  readonly picture: (name: string, reader?: Reader) => Promise<void>;
}

export interface Tour {
  /** A sentence that says what is so. */
  readonly name: string;
  /** Rejects where it is not. */
  readonly go: (visit: Visit) => Promise<void>;
}

/**
 * What an engine tells of itself and of its trainings.
 * @module
 */
import { capabilities, type KernelsName } from '../../lib/kernels/index.ts';
import { train, waysOf, type Outcome } from './train.ts';

export interface Request {
  /** Whether the engine is to compute by WebAssembly. */
  readonly webAssembly: boolean;
  /** How many threads; absent where there is one. */
  readonly threads?: number;
  /** Parts of the names of the trainings wanted; none is all. */
  readonly words: readonly string[];
}

export interface Engine {
  /** Its name and version. */
  readonly engine: string;
  readonly kernels: KernelsName;
  /** Why it computes by these. */
  readonly reason: string;
}

/** First the engine, then what came of each training, then the end. */
export type Message = Engine | Outcome | { readonly done: true };

export type Tell = (message: Message) => void | Promise<void>;

/** Trains what is asked for, in each way that the engine has, and tells it all. */
export async function report({ words, threads }: Request, tell: Tell): Promise<void> {
  const { kernels, reason } = capabilities();
  await tell({ engine: nameOfEngine(), kernels, reason });
  const isWanted = (name: string): boolean => words.length === 0 || words.some((word) => name.includes(word));
  for (const way of waysOf(kernels, threads)) await train(way, isWanted, tell);
  await tell({ done: true });
}

/** Node calls itself so, and the others besides. */
interface Runtime {
  readonly Bun?: { readonly version: string };
  readonly Deno?: { readonly version: { readonly deno: string } };
  readonly process?: { readonly versions: { readonly node: string } };
  readonly navigator?: { readonly userAgent: string };
}

function nameOfEngine(): string {
  const { Bun, Deno, process, navigator } = globalThis as Runtime;
  if (Bun !== undefined) return `Bun ${Bun.version}`;
  if (Deno !== undefined) return `Deno ${Deno.version.deno}`;
  if (process !== undefined) return `Node ${process.versions.node}`;
  const [, name, version] = /(Firefox|Chrome)\/([\d.]+)/.exec(navigator?.userAgent ?? '') ?? ['', 'unknown', ''];
  return `${name === 'Chrome' ? 'Chromium' : name} ${version}`;
}

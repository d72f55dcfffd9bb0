/**
 * What a sweep tries: read from a file of JSON, checked, and spread out into runs.
 * @module
 */
import { optimizers } from '../../../lib/optimizers/registry.ts';
import { Philox, Purpose, stream } from '../../../lib/random/index.ts';
import { needed } from '../../compare/rates.ts';
import { ACTIVATIONS } from '../../train/options.ts';
import { NETWORK_NAMES, type NetworkName } from '../../train/network.ts';
import {
  SchemaError, expectSchema, listOf, number, object, oneOf, whole, type Check, type Schema,
} from '../schema.ts';

/** What a run is trained with. */
export interface Settings {
  readonly network: NetworkName | 'report';
  readonly hidden: readonly number[];
  readonly activation: (typeof ACTIVATIONS)[number];
  /** That of the network where absent. */
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Numbers to draw from; those of a logarithmic scale by their logarithms. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly scale?: 'linear' | 'log';
}

/** A file of a sweep. */
export interface Plan {
  readonly search: 'grid' | 'random';
  /** How many runs a random search draws. */
  readonly runs?: number;
  /** Draws runs and folds. */
  readonly seed: number;
  readonly epochs: number;
  /** Each run is trained so many times, each time without another part of the examples. */
  readonly folds?: number;
  /** The first examples only. */
  readonly examples?: number;
  readonly measure: 'validationLoss' | 'validationAccuracy';
  readonly stop: 'median' | 'never';
  readonly options: { readonly [Name in keyof Settings]?: readonly Settings[Name][] | Range };
}

const BASE: Settings = { network: 'report', hidden: [12, 12], activation: 'relu', batchSize: 32, seed: 0 };
const MOST = 10_000;

/** A list of values, or of a number a range. */
function values(check: Check, mayBeRange: boolean = false): Check {
  const range = object({ from: number, to: number, 'scale?': oneOf('linear', 'log') });
  const list: Check = (value) =>
    (Array.isArray(value) && value.length === 0 ? 'a list of at least 1' : listOf(check, MOST)(value));
  return (value) => (mayBeRange && !Array.isArray(value) ? range(value) : list(value));
}

const names = Object.keys(optimizers);
const rate: Check = (value) => (number(value) ?? (Number(value) > 0 ? undefined : 'a number above 0'));
const OPTIONS: Schema = {
  'network?': values(oneOf('report', ...NETWORK_NAMES)), 'hidden?': values(listOf(whole(1, 65_536), 64)),
  'activation?': values(oneOf(...ACTIVATIONS)), 'optimizer?': values(oneOf(...names)),
  'learningRate?': values(rate, true), 'batchSize?': values(whole(1)), 'seed?': values(whole(0)),
};
const PLAN: Schema = {
  'search?': oneOf('grid', 'random'), 'runs?': whole(1, MOST), 'seed?': whole(0), 'epochs?': whole(1, 1000),
  'folds?': whole(2, 100), 'examples?': whole(2), 'measure?': oneOf('validationLoss', 'validationAccuracy'),
  'stop?': oneOf('median', 'never'), options: object(OPTIONS),
};

/** Throws SchemaError, naming the member, for a file that is none of a sweep. */
export function readPlan(file: string): Plan {
  let given: unknown;
  try {
    given = JSON.parse(file);
  } catch (error) {
    throw new SchemaError(`the file of a sweep must be JSON: ${error instanceof Error ? error.message : error}`);
  }
  expectSchema('the file of a sweep', given, PLAN);
  const defaults = { search: 'grid', seed: 0, epochs: 3, measure: 'validationLoss', stop: 'median' };
  const plan = { ...defaults, ...given as object } as Plan, { search, runs, options } = plan;
  const range = Object.entries(options).find(([, own]) => !Array.isArray(own));
  if (search === 'grid' && range !== undefined) {
    const wanted = 'a list where search is \'grid\'';
    throw new SchemaError(`the file of a sweep: options.${range[0]} must be ${wanted}, got a range`);
  }
  if ((search === 'random') !== (runs !== undefined)) {
    const wanted = search === 'random' ? 'how many are drawn' : 'absent where search is \'grid\'';
    throw new SchemaError(`the file of a sweep: runs must be ${wanted}, got ${runs ?? 'none'}`);
  }
  for (const [name, own] of Object.entries(options)) if (!Array.isArray(own)) expectRange(name, own as Range);
  return plan;
}

function expectRange(name: string, { from, to }: Range): void {
  if (from > 0 && from < to) return;
  const wanted = 'from above 0 and below to';
  throw new SchemaError(`the file of a sweep: options.${name} must have ${wanted}, got ${from}, ${to}`);
}

/** All runs: a grid in order, the last option the fastest; or so many, drawn. Throws SchemaError for too many. */
export function runsOf({ search, runs = 0, seed, options }: Plan): Settings[] {
  const named = Object.entries(options) as [keyof Settings, readonly unknown[] | Range][];
  if (search === 'random') {
    return Array.from({ length: runs }, (_, run) => {
      const random = new Philox(seed, stream(Purpose.draw, run));
      return settled(named.map(([name, own]) => [name, drawn(own, random.nextFloat())]));
    });
  }
  const lists = named.map(([name, own]) => [name, own as readonly unknown[]] as const);
  const count = lists.reduce((product, [, own]) => product * own.length, 1);
  if (count > MOST) throw new SchemaError(`the file of a sweep: options must make at most ${MOST} runs, got ${count}`);
  return Array.from({ length: count }, (_, run) => {
    let rest = run;
    return settled([...lists].reverse().map(([name, own]) => {
      const value = own[rest % own.length];
      rest = Math.floor(rest / own.length);
      return [name, value] as const;
    }));
  });
}

const settled = (own: readonly (readonly [string, unknown])[]): Settings => ({ ...BASE, ...Object.fromEntries(own) });

/** Digits of a drawn number: enough, and the same whatever the last bits of an engine's powers. */
const DIGITS = 4;

/** By a number from 0 to below 1. */
function drawn(own: readonly unknown[] | Range, at: number): unknown {
  if (!('from' in own)) return own[Math.floor(at * own.length)];
  const { from, to, scale } = own;
  const value = scale === 'log' ? from * (to / from) ** at : from + (to - from) * at;
  return Number(value.toPrecision(DIGITS));
}

/** What an optimizer needs besides its rate. */
export const more = (optimizer: string): object => needed[optimizer] ?? {};

/** Which options differ between runs, in the order of the file. */
export function variedIn({ options }: Plan): (keyof Settings)[] {
  return (Object.keys(options) as (keyof Settings)[]).filter((name) => {
    const own: unknown = options[name];
    return !Array.isArray(own) || own.length > 1;
  });
}


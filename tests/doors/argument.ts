/**
 * The arguments of good calls, by kind: what to give, and which of the bad values are as good.
 * @module
 */

/** One argument of a good call. */
export interface Argument {
  readonly make: () => unknown;
  /** Whether the door may accept a value of the sweep, because it is a good one here. */
  readonly takes: (value: unknown) => boolean;
  /** The largest number that the sweep waits for, of those that are good. */
  readonly most?: number;
  /** The options, where it is an object of options; `make` gives them all. */
  readonly members?: Members;
}

export type Members = Readonly<Record<string, Argument>>;

const none = (): boolean => false;
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What nothing can be given for. */
export const only = (make: () => unknown, takes: (value: unknown) => boolean = none): Argument => ({ make, takes });

/** May also be absent. */
export const optional = (argument: Argument): Argument => ({ ...argument,
  takes: (value) => value === undefined || argument.takes(value) });

/** Takes either kind; gives the first. */
export const either = (first: Argument, ...others: readonly Argument[]): Argument =>
  ({ ...first, takes: (value) => [first, ...others].some(({ takes }) => takes(value)) });

/** Any finite number. */
export const real = (good: number = 0.5): Argument => only(() => good, Number.isFinite);
/** A number, NaN and Infinity too: what stands for itself in a formula. */
export const anyNumber = (good: number = 0.5): Argument => only(() => good, isNumber);
export const nonNegative = (good: number = 0.5): Argument => only(() => good,
  (value) => Number.isFinite(value) && Number(value) >= 0);
export const positive = (good: number = 0.5): Argument => only(() => good,
  (value) => Number.isFinite(value) && Number(value) > 0);
/** From 0 to below 1. */
export const fraction = (good: number = 0.5): Argument => only(() => good,
  (value) => isNumber(value) && value >= 0 && value < 1);
/** An integer of at least `minimum`. */
export const count = (good: number, minimum: number = 0): Argument =>
  only(() => good, (value) => Number.isSafeInteger(value) && Number(value) >= minimum);
/** How much is to be done: the sweep gives it no large number. */
export const work = (argument: Argument): Argument => ({ ...argument, most: 1000 });
export const integer = (good: number): Argument => only(() => good, Number.isInteger);

export const flag = (good: boolean = true): Argument => only(() => good, (value) => typeof value === 'boolean');
export const text = (good: string): Argument => only(() => good, (value) => typeof value === 'string');
export const word = (good: string): Argument => only(() => good);
/** A function of the user's, whatever it does. */
export const callback = (good: (...args: never) => unknown = () => undefined): Argument =>
  only(() => good, (value) => typeof value === 'function');
export const anything = (good: unknown = undefined): Argument => only(() => good, () => true);

/** Numbers from 0.1 upward, no two alike. */
const ramp = (_: unknown, i: number): number => 0.1 + 0.2 * i;
/** The sweep's own arrays of floats are as good where they hold `least` elements. */
export const floats = (length: number, least: number = length): Argument => only(
  () => Float32Array.from({ length }, ramp), (value) => value instanceof Float32Array && value.length >= least);
export const doubles = (length: number): Argument => only(() => Float64Array.from({ length }, ramp));
export const bytes = (make: () => Uint8Array): Argument => only(make);

/** Options, each of which may be absent unless listed as needed. */
export function options(members: Members, needed: readonly string[] = []): Argument {
  const isOptional = (name: string): boolean => !needed.includes(name);
  const all = Object.fromEntries(Object.entries(members).map(([name, member]) => [name,
    isOptional(name) ? optional(member) : member]));
  return {
    members: all,
    make: () => Object.fromEntries(Object.entries(all).map(([name, { make }]) => [name, make()])),
    takes: (value) => needed.length === 0 && (value === undefined || isEmpty(value)),
  };
}

export const isEmpty = (value: unknown): boolean => isPlain(value) && Object.keys(value).length === 0;

/** Whether it is an object as `{}` makes, or one without a prototype. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A door: a good call of an export, or of a method of what it makes. */
export interface Door {
  /** What to call instead of the export itself. */
  readonly call?: (...args: unknown[]) => unknown;
  /** In order. */
  readonly args: Members;
  /** Further words by which errors may name what is wrong: the fields of an argument, the names of a formula. */
  readonly names?: readonly string[];
  /** A call takes milliseconds: the quick sweep gives it only a few of the bad values, and none that it takes. */
  readonly isCostly?: boolean;
}

export const door = (args: Members = {}, names: readonly string[] = []): Door => ({ args, names });

export const costly = (door: Door): Door => ({ ...door, isCostly: true });

/** A door to a method: `call` makes the object and calls it. */
export const method = (call: (...args: never) => unknown, args: Members = {}, names: readonly string[] = []): Door =>
  ({ call: call as (...args: unknown[]) => unknown, args, names });

export type Doors = Readonly<Record<string, Door>>;

/**
 * What the value of an option may be.
 * @module
 */
import { hintToSpell } from '../../lib/core/nearest.ts';
import { tryInput, tryInputFolder } from './inputs.ts';
import { tryFile, tryNewFile, tryReplacedFile } from './outputs.ts';
import { UsageError } from './usageError.ts';

export interface Kind<T> {
  /** What stands for the value in the help: N, FILE. Undefined: the option has none, it is there or not. */
  readonly shown: string | undefined;
  /** The value. Throws UsageError, naming the option. */
  readonly read: (option: string, given: string) => T;
  /** Of an option that may be given several times, all its values as one. */
  readonly joined?: (values: readonly T[]) => T;
  /** Of a file that will be written. */
  readonly tryOut?: TryFile;
  /** Of a file or a folder that will be read. */
  readonly tryIn?: TryFile;
}

/** Throws an Error, with the name of the option, where what will be done with the file cannot be done. */
export type TryFile = (option: string, path: string) => void;

export const flag: Kind<boolean> = { shown: undefined, read: () => true };

export function text(shown: string): Kind<string> {
  return {
    shown,
    read: (option, given) => {
      if (given === '') throw new UsageError(`${option} must have a value, got an empty one`);
      return given;
    },
  };
}

/** A whole number of at least `minimum`. */
export function whole(minimum: number): Kind<number> {
  return {
    shown: 'N',
    read: (option, given) => {
      const value = /^\d+$/.test(given) ? Number(given) : NaN;
      if (Number.isSafeInteger(value) && value >= minimum) return value;
      throw new UsageError(`${option} must be a whole number of at least ${minimum}, got '${given}'`);
    },
  };
}

/** A power of two from 1 on, up to `most`. */
export function powerOfTwo(most: number): Kind<number> {
  return {
    shown: 'N',
    read: (option, given) => {
      const value = /^\d+$/.test(given) ? Number(given) : NaN;
      if (value >= 1 && value <= most && Number.isInteger(Math.log2(value))) return value;
      throw new UsageError(`${option} must be a power of two from 1 to ${most}, got '${given}'`);
    },
  };
}

/** A finite number of at least 0. */
export const number: Kind<number> = {
  shown: 'X',
  read: (option, given) => {
    const value = given.trim() === '' ? NaN : Number(given);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new UsageError(`${option} must be a number of at least 0, got '${given}'`);
  },
};

/** A number that is above 0. */
export const positive: Kind<number> = {
  shown: 'X',
  read: (option, given) => {
    const value = number.read(option, given);
    if (value === 0) throw new UsageError(`${option} must be above 0, got '${given}'`);
    return value;
  },
};

/** A number from 0 to below 1. */
export const fraction: Kind<number> = {
  shown: 'X',
  read: (option, given) => {
    const value = number.read(option, given);
    if (value >= 1) throw new UsageError(`${option} must be below 1, got '${given}'`);
    return value;
  },
};

/** One of some words. */
export function oneOf<T extends string>(words: readonly T[]): Kind<T> {
  return {
    shown: 'NAME',
    read: (option, given) => {
      const word = words.find((known) => known === given);
      if (word === undefined) {
        throw new UsageError(
          `${option} must be one of ${words.join(', ')}, got '${given}'${hintToSpell(given, words)}`,
        );
      }
      return word;
    },
  };
}

/** Several values, separated by commas; '' for none, where there may be none. */
export function listOf<T>(
  kind: Kind<T>, shown: string, { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
): Kind<readonly T[]> {
  return {
    shown,
    read: (option, given) => (
      given === '' && mayBeEmpty ? [] : given.split(',').map((part) => kind.read(option, part.trim()))
    ),
  };
}

/** An option that may be given several times. */
export function repeated<T>(kind: Kind<T>): Kind<readonly T[]> {
  return { shown: kind.shown, read: (option, given) => [kind.read(option, given)], joined: (values) => values.flat() };
}

/** Examples a step. */
export const batch: Kind<number | 'full'> = {
  shown: 'N',
  read: (option, given) => (given === 'full' ? 'full' : whole(1).read(option, given)),
};

/** A file that is read. */
export const input: Kind<string> = { ...text('FILE'), tryIn: tryInput };
/** A folder whose files are read. */
export const inputFolder: Kind<string> = { ...text('DIR'), tryIn: tryInputFolder };
/** A file that is written, whatever was in it. */
export const output: Kind<string> = { ...text('FILE'), tryOut: tryFile };
/** A file that must not be there yet. */
export const newOutput: Kind<string> = { ...text('FILE'), tryOut: tryNewFile };
/** A file that is replaced as a whole, by renaming another. */
export const replacedOutput: Kind<string> = { ...text('FILE'), tryOut: tryReplacedFile };

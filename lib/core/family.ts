/**
 * Families: losses, initializers, layers and so on, each member a name beside what makes it.
 *
 * An option names a member, 'leakyRelu', where capitals and `_` make no difference, so that Keras' 'leaky_relu' and
 * 'LeakyReLU' do too; or it is a value of the kind itself. A file says 'activations/leakyRelu' and the options: the
 * family or `makingOf` tells them of a value, and `make` makes it again.
 * @module
 */

import { hintToCall, hintToSpell, show, typeError } from './errors.ts';
import { plainOf } from './nearest.ts';

/** Makes a value of options, which it checks itself. A method's type, since only those leave their parameters open. */
export type Maker<T> = { make(options: object): T }['make'];

/** The members of a family, in three sorts, and what options may be besides. */
export interface FamilyOptions<T extends object, Name extends string, V extends string> {
  /** What files call the family. */
  readonly kind: string;
  /** Values without options. */
  readonly values?: Readonly<Record<V, T>>;
  /** Functions of options, which they tell by `madeBy`. */
  readonly makers?: Readonly<Record<Exclude<Name, V>, Maker<T>>>;
  /** Classes of options, which their objects tell by `getConfig`. */
  readonly classes?: Readonly<Record<string, new (options: never) => T>>;
  /** Other words for members. */
  readonly aliases?: Readonly<Record<string, NoInfer<Name>>>;
  /** What to write instead of words of other libraries that no name alone can stand for. */
  readonly instead?: Readonly<Record<string, string>>;
  /** What an option may be besides a name, in words. */
  readonly besides?: readonly string[];
  /** Whether an option is that. */
  isOne?(given: unknown): given is T;
}

export interface Family<T extends object, Name extends string = string> {
  readonly kind: string;
  /** In alphabetical order. */
  readonly names: readonly Name[];
  /** Each member as it is without options, by name. */
  all(): Readonly<Record<Name, T>>;
  /** The name of a value or class that is a member; undefined for what is none, or was made of options. */
  nameOf(value: object): Name | undefined;
  /** The member of just that name, made of options; undefined where there is none. */
  make(name: unknown, options?: object): T | undefined;
  /** The name of the member that an option names in any spelling; undefined where it names none. */
  named(given: unknown): Name | undefined;
  /** That member, without options. */
  find(given: unknown): T | undefined;
  /** The member that an option names, without options, or the value that it is. Throws TypeError for anything else. */
  resolve(who: string, argument: string, given: unknown): T;
  /** The message for what `resolve` or `make` knows nothing of; `besides` is what would do besides a name. */
  refusal(who: string, argument: string, given: unknown, besides?: readonly string[]): string;
}

/** See {@link Family}. */
export function family<T extends object, Name extends string = string, V extends string = never>(
  { kind, values, makers, classes, aliases = {}, instead = {}, besides = [], isOne }: FamilyOptions<T, Name, V>,
): Family<T, Name> {
  const members = new Map<unknown, Maker<T>>();
  for (const [name, value] of Object.entries<T>(values ?? {})) members.set(name, () => value);
  for (const [name, type] of Object.entries<new (options: never) => T>(classes ?? {})) {
    members.set(name, (options) => new type(options as never));
  }
  for (const [name, maker] of Object.entries<Maker<T>>(makers ?? {})) members.set(name, maker);
  const names = ([...members.keys()] as Name[]).sort();
  const fixed = Object.entries<object>({ ...values, ...classes });
  const known = new Map(fixed.map(([name, value]) => [value, name as Name]));
  const words = [...Object.entries<Name>(aliases), ...names.map((name) => [name, name] as const)];
  const spellings = new Map(words.map(([word, name]) => [plainOf(word), name]));
  const others = new Map(Object.entries(instead).map(([word, advice]) => [plainOf(word), `; write ${advice}`]));
  const make = (name: unknown, options: object = {}): T | undefined => members.get(name)?.(options);
  const named = (given: unknown) => (typeof given === 'string' ? spellings.get(plainOf(given)) : undefined);
  const find = (given: unknown): T | undefined => make(named(given));
  const refusal: Family<T>['refusal'] = (who, argument, given, alsoGood = besides) => {
    const choices = [...names.map(show), ...alsoGood], last = choices.pop();
    const advice = typeof given === 'string' ? others.get(plainOf(given)) : hintToCall(given, makers ?? {});
    const hint = advice ?? (hintToSpell(given, names) || hintToSpell(given, Object.keys(aliases)));
    return `${who}: ${argument} must be one of ${choices.join(', ')} or ${last}, got ${show(given)}${hint}`;
  };
  return {
    kind, names, make, named, find, refusal,
    nameOf: (value) => known.get(value),
    all: () => Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>,
    resolve(who, argument, given) {
      const found = find(given);
      if (found !== undefined) return found;
      if (isOne?.(given)) return given;
      throw typeError(refusal(who, argument, given));
    },
  };
}

/** Whether an option is an object with a name, by which files and messages call a part of one's own. */
export function isNamedObject(given: unknown): given is { readonly name: string } {
  return typeof given === 'object' && given !== null && 'name' in given
    && typeof given.name === 'string' && given.name !== '';
}

/** 'top_k' for 'topK'. */
type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}` : '';

/** A name as it is, or as Keras spells it: in snake_case, or as a class. What else is taken, types leave out. */
export type Spelling<Name extends string> = Name | Snake<Name> | Capitalize<Name>;

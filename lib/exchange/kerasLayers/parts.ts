/**
 * Initializers, regularizers and constraints in files of Keras: a class by name with its options, or a name.
 * @module
 */

import { constraintFamily } from '../../constraints/named.ts';
import { show } from '../../core/errors.ts';
import type { Family } from '../../core/family.ts';
import { initializerFamily } from '../../initializers/named.ts';
import { isObject, type Json, type JsonObject } from '../../model/description/json.ts';
import { regularizerFamily } from '../../regularizers/named.ts';
import { refuse, type Dialect } from './dialect.ts';
import { camel, classNameOf, keyOf, optionOf, snake } from './spelling.ts';

/** What says nothing of values: Keras draws by its seed what the model here has from the file. */
const IGNORED = new Set(['seed', 'input_axes', 'output_axes', 'name', 'dtype']);
/** Options whose value is a word. */
const WORDS = new Set(['mode', 'distribution']);

/** Class and options, of `{ class_name, config }` or a name alone; undefined for anything else. */
export function partOf(value: Json): { readonly name: string; readonly config: JsonObject } | undefined {
  if (typeof value === 'string') return { name: value, config: {} };
  if (!isObject(value) || typeof value['class_name'] !== 'string') return undefined;
  const { class_name: name, config } = value;
  return { name, config: isObject(config) ? config : {} };
}

function optionsOf(config: JsonObject): Record<string, Json> {
  const entries = Object.entries(config).filter(([key, value]) => value !== null && !IGNORED.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [optionOf(key), wordOf(key, value)]));
}

/** Keras calls the truncated normal distribution 'normal'. */
function wordOf(key: string, value: Json): Json {
  if (!WORDS.has(key) || typeof value !== 'string') return value;
  return key === 'distribution' && value === 'normal' ? 'truncatedNormal' : camel(value);
}

function memberOf(family: Family<object>, value: Json): object | undefined {
  const part = partOf(value), name = part && family.named(part.name);
  if (part === undefined || name === undefined) return undefined;
  try {
    return family.make(name, optionsOf(part.config));
  } catch {
    return undefined; // an option that is not known here, or out of range
  }
}

/** First values do not matter, as those of the file follow: an initializer that is not known here becomes zeros. */
export function readInitializer(where: string, value: Json, { note }: Dialect): object | undefined {
  if (value === null) return undefined;
  const found = memberOf(initializerFamily, value);
  if (found === undefined) note(`${where}: the initializer ${show(value)} is not known here; zeros stand for it`);
  return found ?? initializerFamily.make('zeros');
}

export function readRegularizer(where: string, value: Json, dialect: Dialect): object | undefined {
  return readMember(regularizerFamily, 'a regularizer', where, value, dialect);
}

export function readConstraint(where: string, value: Json, dialect: Dialect): object | undefined {
  return readMember(constraintFamily, 'a constraint', where, value, dialect);
}

function readMember(
  family: Family<object>, what: string, where: string, value: Json, { who }: Dialect,
): object | undefined {
  if (value === null) return undefined;
  return memberOf(family, value) ??
    refuse(who, `${where} must be ${what}, one of ${family.names.join(', ')}`, show(value));
}

/**
 * A part as a file has it: `{ is: 'initializers/glorotUniform' }` as `{ class_name: 'GlorotUniform', config: {} }`, for
 * Keras 3 with its module. Throws FormatError for one of the user's own.
 */
export function writePart(where: string, { is, options = {} }: JsonObject, { name, who }: Dialect): JsonObject {
  const [kind, own] = String(is).split('/');
  if (kind === 'custom') refuse(who, `${where} must be of the library, so that ${name} has it`, show(own));
  if (is === 'initializers/values') return withModule('keras.initializers', 'Zeros', {}, name); // the weights follow
  const given = isObject(options) ? Object.entries(options) : [];
  const config = Object.fromEntries(given.map(([option, value]) => [
    keyOf(option), WORDS.has(option) && typeof value === 'string' ? snake(value) : value,
  ]));
  if (own === 'zeros' || own === 'ones') return withModule(`keras.${kind}`, classNameOf(own), {}, name);
  return withModule(`keras.${kind}`, classNameOf(own), config, name);
}

/** Files of Keras 3 say the module; those of others do not. */
export function withModule(
  module: string, className: string, config: JsonObject, dialect: Dialect['name'],
): JsonObject {
  const part = { class_name: className, config };
  return dialect === 'Keras 3' ? { module, ...part, registered_name: null } : part;
}

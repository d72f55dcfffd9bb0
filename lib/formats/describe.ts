/**
 * Layers, losses, initializers and whatever else a model is made of, as JSON.
 *
 * What is the library's is `{ is: 'initializers/orthogonal', options: { gain: 2 } }`, without options where it has
 * none; what is one's own is `{ is: 'custom/name' }`, and a layer of one's own has the options that its class is given.
 * @module
 */

import { show, typeError } from '../core/errors.ts';
import { makingOf } from '../core/madeBy.ts';
import { Layer } from '../layers/index.ts';
import { families } from './catalogue.ts';
import type { Json, JsonObject } from './json.ts';

/** The description of a value that `where` names. Throws TypeError for what has none. */
export function describe(value: unknown, where: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean'
      || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (Array.isArray(value)) return value.map((member: unknown, i) => describe(member, `${where}[${i}]`));
  if (typeof value === 'object' && isPlain(value)) return describeMembers(value, where);
  return describePart(value, where);
}

/** An object, member by member; those that are undefined are left out. */
export function describeMembers(value: object, where: string): JsonObject {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, describe(member, `${where}.${name}`)]));
}

/** A part of a model: a layer, an activation, a loss and so on. */
export function describePart(value: unknown, where: string): JsonObject {
  if ((typeof value !== 'function' && typeof value !== 'object') || value === null) {
    throw typeError(`save: ${where} cannot be saved, got ${show(value)}`);
  }
  if (value instanceof Layer) return describeLayer(value, where);
  const place = placeOf(value), making = makingOf(value);
  if (place !== undefined) return { is: place };
  if (making === undefined) return { is: `custom/${ownName(value, where)}` };
  const options = describeMembers(making.options, where);
  return Object.keys(options).length === 0 ? { is: making.maker } : { is: making.maker, options };
}

function describeLayer(layer: Layer, where: string): JsonObject {
  const is = placeOf(layer.constructor) ?? `custom/${ownName(layer.constructor, `the class of ${where}`)}`;
  return { is, options: describeMembers(layer.getConfig(), where) };
}

/** Of a member of a family: 'losses/hinge'. */
function placeOf(value: object): string | undefined {
  for (const [kind, family] of families) {
    const name = family.nameOf(value);
    if (name !== undefined) return `${kind}/${name}`;
  }
  return undefined;
}

/** The name by which something of one's own will be handed to `load`. */
function ownName(value: object, where: string): string {
  if ('name' in value && typeof value.name === 'string' && value.name !== '') return value.name;
  throw typeError(
    `save: ${where} must have a name to be saved, by which load is given it in custom; got ${show(value)} without`,
  );
}

/**
 * Whether it is options within options: what has a name is a part; numbers may be those of layers named 'name' and
 * 'is'.
 */
function isPlain(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return ['name', 'is'].every((name) => typeof Reflect.get(value, name) !== 'string');
}

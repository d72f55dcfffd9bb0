/**
 * From descriptions back to what they describe.
 * @module
 */

import { FormatError, StateError, show } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Initializer } from '../initializers/index.ts';
import { Layer } from '../layers/index.ts';
import { families } from './catalogue.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** A class, function or object of one's own, which a checkpoint names. */
export interface Named {
  readonly name: string;
}

/** Stands for values given by hand: what θ has become is saved, what it was is not. */
const forgotten: Initializer = madeBy('initializers/values', {}, () => {
  throw new StateError('values: the first values of θ are not saved with a model');
});

/**
 * What a description describes; `custom` holds what is one's own by name. Throws FormatError for a name that
 * is not known.
 */
export function revive(description: Json | undefined, custom: ReadonlyMap<string, Named>): unknown {
  if (description === undefined) return undefined;
  if (isList(description)) return description.map((member) => revive(member, custom));
  if (!isObject(description)) return description;
  const { is, options } = description;
  if (typeof is !== 'string') return reviveMembers(description, custom);
  const [kind, name] = cut(is);
  if (kind === 'custom') return reviveOwn(name, options, custom);
  if (is === 'initializers/values') return forgotten;
  const made = families.get(kind)?.make(name, isObject(options) ? reviveMembers(options, custom) : {});
  if (made !== undefined) return made;
  throw new FormatError(`load: bytes must name what is known here, got ${show(is)}; a later version may know it`);
}

function reviveMembers(object: JsonObject, custom: ReadonlyMap<string, Named>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, revive(member, custom)]));
}

function reviveOwn(name: string, options: Json | undefined, custom: ReadonlyMap<string, Named>): unknown {
  const own = custom.get(name);
  if (own === undefined) {
    const given = [...custom.keys()].join(', ') || 'nothing';
    throw new FormatError(`load: custom must have ${show(name)}, which is not the library's, got ${given}`);
  }
  if (options === undefined) return own;
  if (!isLayerClass(own) || !isObject(options)) {
    throw new FormatError(`load: custom must have a class of layers as ${show(name)}, got another`);
  }
  return new own(reviveMembers(options, custom) as never);
}

function isLayerClass(own: object): own is new (options: never) => Layer {
  return typeof own === 'function' && own.prototype instanceof Layer;
}

/** 'losses/huber' in two. */
function cut(path: string): [kind: string, name: string] {
  const slash = path.indexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

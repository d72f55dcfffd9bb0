/**
 * Layers, losses, initializers and whatever else a model is made of, as JSON.
 *
 * What is the library's is `{ is: 'initializers/orthogonal', options: { gain: 2 } }`, without options where it has
 * none; what is one's own is `{ is: 'custom/name' }`, and a layer of one's own has the options that its class is given.
 * @module
 */

import { show, typeError } from '../../core/errors.ts';
import { makingOf } from '../../core/madeBy.ts';
import { Layer } from '../../layers/index.ts';
import { families } from './catalogue.ts';
import type { Json, JsonObject } from './json.ts';

/** Describes the parts of one model, of which those of one's own are told apart by name. */
export class Describer {
  /** By name: the part, and where it stands. */
  readonly #own = new Map<string, { readonly part: object; readonly where: string }>();
  readonly #who: string;

  constructor(who: string) {
    this.#who = who;
  }

  /** A part of a model: a layer, an activation, a loss and so on. Throws TypeError for what cannot be described. */
  part(value: unknown, where: string): JsonObject {
    if ((typeof value !== 'function' && typeof value !== 'object') || value === null) {
      throw typeError(`${this.#who}: ${where} cannot be described, got ${show(value)}`);
    }
    if (value instanceof Layer) return this.#layer(value, where);
    const place = placeOf(value), making = makingOf(value);
    if (place !== undefined) return { is: place };
    if (making === undefined) return { is: `custom/${this.ownName(value, where)}` };
    const options = this.members(making.options, where);
    return Object.keys(options).length === 0 ? { is: making.maker } : { is: making.maker, options };
  }

  /** An object, member by member; those that are undefined are left out. */
  members(value: object, where: string): JsonObject {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, this.#value(member, `${where}.${name}`)]));
  }

  /**
   * The name by which something of one's own will be handed in `custom` to who reads it. TypeError where another part
   * has it.
   */
  ownName(part: object, where: string): string {
    const name: unknown = 'name' in part ? part.name : undefined;
    if (typeof name !== 'string' || name === '') {
      const advice = 'must have a name, by which who reads the model hands it in again in custom';
      throw typeError(`${this.#who}: ${where} ${advice}; got ${show(part)} without`);
    }
    const first = this.#own.get(name);
    if (first === undefined) this.#own.set(name, { part, where });
    else if (first.part !== part) {
      const advice = 'need names of their own, by which who reads the model hands them in again in custom';
      throw typeError(
        `${this.#who}: two different parts have the name ${show(name)}; ${first.where} and ${where} ${advice}`,
      );
    }
    return name;
  }

  #value(value: unknown, where: string): Json {
    if (value === null || typeof value === 'string' || typeof value === 'boolean'
        || (typeof value === 'number' && Number.isFinite(value))) return value;
    if (Array.isArray(value)) return value.map((member: unknown, i) => this.#value(member, `${where}[${i}]`));
    if (typeof value === 'object' && isPlain(value)) return this.members(value, where);
    return this.part(value, where);
  }

  #layer(layer: Layer, where: string): JsonObject {
    const is = placeOf(layer.constructor) ?? `custom/${this.ownName(layer.constructor, `the class of ${where}`)}`;
    return { is, options: this.members(layer.getConfig(), where) };
  }
}

/** Of a member of a family: 'losses/hinge'. */
function placeOf(value: object): string | undefined {
  for (const [kind, family] of families) {
    const name = family.nameOf(value);
    if (name !== undefined) return `${kind}/${name}`;
  }
  return undefined;
}

/**
 * Whether it is options within options: what has a name is a part; numbers may be those of layers named 'name' and
 * 'is'.
 */
function isPlain(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return ['name', 'is'].every((name) => typeof Reflect.get(value, name) !== 'string');
}

/**
 * From descriptions back to what they describe.
 * @module
 */

import { isOfAnotherCopy, type Branded } from '../../core/brand.ts';
import { FormatError, StateError, expectInstance, show, typeError } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import type { Initializer } from '../../initializers/index.ts';
import { Layer } from '../../layers/index.ts';
import {
  Optimizer, fromConfig, type OptimizerClass, type OptimizerConfig, type Schedule,
} from '../../optimizers/index.ts';
import type { Loss } from '../../losses/index.ts';
import type { Metric } from '../../metrics/index.ts';
import type { Columns } from '../columns.ts';
import type { CompileOptions } from '../compileOptions.ts';
import { families } from './catalogue.ts';
import { isList, isObject, listOf, type Json, type JsonObject, type Origin } from './json.ts';

/** A class, function or object of one's own, which a checkpoint names. */
export interface Named {
  readonly name: string;
}

/** All of them by name, and who has been handed them, for what is said where. */
export interface Own extends Origin {
  readonly named: ReadonlyMap<string, Named>;
}

/** Stands for values given by hand: what θ has become is saved, what it was is not. */
const forgotten: Initializer = madeBy('initializers/values', {}, () => {
  throw new StateError('values: the first values of θ are not saved with a model');
});

/**
 * What a description describes; `own` holds what is one's own by name. Throws FormatError for a name that
 * is not known.
 */
export function revive(description: Json | undefined, own: Own): unknown {
  if (description === undefined) return undefined;
  if (isList(description)) return description.map((member) => revive(member, own));
  if (!isObject(description)) return description;
  const { is, options } = description;
  if (typeof is !== 'string') return reviveMembers(description, own);
  const [kind, name] = cut(is);
  if (kind === 'custom') return reviveOwn(name, options, own);
  if (is === 'initializers/values') return forgotten;
  const made = families.get(kind)?.make(name, isObject(options) ? reviveMembers(options, own) : {});
  if (made !== undefined) return made;
  const wanted = `${own.what} must name what is known here`;
  throw new FormatError(`${own.who}: ${wanted}, got ${show(is)}; a later version may know it`);
}

function reviveMembers(object: JsonObject, own: Own): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, revive(member, own)]));
}

function reviveOwn(name: string, options: Json | undefined, own: Own): unknown {
  const found = own.named.get(name);
  if (found === undefined) {
    const given = [...own.named.keys()].join(', ') || 'nothing';
    throw new FormatError(`${own.who}: custom must have ${show(name)}, which is not the library's, got ${given}`);
  }
  if (options === undefined) return found;
  if (!isLayerClass(found) || !isObject(options)) {
    throw new FormatError(`${own.who}: custom must have a class of layers as ${show(name)}, got another`);
  }
  return new found(reviveMembers(options, own) as never);
}

function isLayerClass(own: object): own is new (options: never) => Layer {
  return typeof own === 'function' && own.prototype instanceof Layer;
}

/** 'losses/huber' in two. */
function cut(path: string): [kind: string, name: string] {
  const slash = path.indexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

/**
 * Those that are handed to `who` for what `what` names. Throws TypeError for what has no name, or that of another, or
 * is of another copy of the package.
 */
export function ownByName(who: string, what: string, custom: readonly Named[]): Own {
  if (!Array.isArray(custom)) throw typeError(`${who}: custom must be a list, got ${show(custom)}`);
  const found = new Map<string, Named>();
  [...custom].forEach((own: unknown, i) => { // which sees holes
    expectOwnCopy(who, `custom[${i}]`, own);
    if (!isNamed(own)) {
      throw typeError(`${who}: custom[${i}] must be a class, function or object with a name, got ${show(own)}`);
    }
    if (found.has(own.name)) throw typeError(`${who}: custom must have each name once, got '${own.name}' twice`);
    found.set(own.name, own);
  });
  return { who, what, named: found };
}

/** A class made with another copy of the package has a base of its own. */
function expectOwnCopy(who: string, argument: string, own: unknown): void {
  const prototype: unknown = typeof own === 'function' ? Reflect.get(own, 'prototype') : undefined;
  const bases: readonly Branded<object>[] = [Layer, Optimizer];
  for (const base of bases) {
    if (isOfAnotherCopy(prototype, base)) {
      expectInstance(who, argument, prototype, base, `a class of this ${base.name}`);
    }
  }
}

function isNamed(own: unknown): own is Named {
  return (typeof own === 'function' || (typeof own === 'object' && own !== null)) && 'name' in own
    && typeof own.name === 'string' && own.name !== '';
}

/** The options of `compile` that a description says. Throws FormatError and as `fromConfig`. */
export function reviveCompiled(
  { loss, lossWeights, metrics, weightedMetrics, optimizer: config, shards, shardStatistics }: JsonObject, own: Own,
): CompileOptions {
  const types = [...own.named.values()].filter((entry) => typeof entry === 'function');
  return {
    optimizer: fromConfig(revive(config, own) as OptimizerConfig, types as (OptimizerClass | Schedule)[]),
    loss: revive(loss, own) as Columns<Loss>, metrics: revive(metrics, own) as Columns<Metric[]>,
    ...(weightedMetrics !== undefined && { weightedMetrics: revive(weightedMetrics, own) as Columns<Metric[]> }),
    ...(lossWeights !== undefined && { lossWeights: listOf(lossWeights, own) as number[] }),
    ...(shards !== undefined && { shards: shards as number }),
    ...(shardStatistics !== undefined && { shardStatistics: shardStatistics as boolean }),
  };
}

/**
 * Which tensors a layer is called on, as the ages of Keras wrote it.
 * @module
 */

import { show } from '../../core/errors.ts';
import { isList, isObject, listOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { refuse } from './dialect.ts';
import type { CallSpec, Ref } from './spec.ts';

/** How deep tensors stand in lists of arguments. */
const MOST_DEPTH = 8;
/** Arguments of a call that are tensors, in the order in which layers here take them. */
const ROLES = ['query', 'value', 'key', 'initial_state', 'attention_mask'];

/** The tensor that [layer, node, tensor] means; further members are left to others. */
export function refOf(who: string, where: string, value: Json): Ref {
  if (isList(value)) {
    const [layer, node = 0, tensor = 0] = value;
    if (typeof layer === 'string' && isIndex(node) && isIndex(tensor)) return { layer, node, tensor };
  }
  return refuse(who, `${where} must be a tensor [layer, node, tensor]`, show(value));
}

const isIndex = (value: Json): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** The calls in `inbound_nodes` of a layer, of version 2 (lists) or 3 (arguments). */
export function readCalls(who: string, name: string, nodes: Json | undefined): readonly CallSpec[] {
  if (nodes === undefined || nodes === null) return [];
  const where = `inbound_nodes of layer ${show(name)}`, list = listOf(nodes, { who, what: where });
  // Some converters wrote one call of one tensor without its lists.
  if (list.length > 0 && typeof list[0] === 'string') return [callOfLists(who, where, [list])];
  return list.map((node) => (isObject(node) ? callOfArguments(who, where, node)
    : callOfLists(who, where, listOf(node, { who, what: where }))));
}

function callOfLists(who: string, where: string, node: readonly Json[]): CallSpec {
  const refs = typeof node[0] === 'string' ? [node] : node;
  const inputs = refs.map((ref) => refOf(who, where, ref));
  const said: Record<string, Json> = {}, further: Ref[] = [];
  let mask: Ref | undefined;
  for (const ref of refs) {
    const kwargs = isList(ref) ? ref[3] : undefined;
    if (!isObject(kwargs)) continue;
    for (const [key, value] of Object.entries(kwargs)) {
      const tensors = listedTensors(who, where, value);
      if (tensors.length === 0) said[key] = value;
      else if (key === 'mask') [mask] = tensors;
      else further.push(...tensors);
    }
  }
  return { inputs: [...inputs, ...further], mask, said };
}

/** Tensors as version 2 puts them among named arguments: [layer, node, tensor], or a list of those. */
function listedTensors(who: string, where: string, value: Json): Ref[] {
  if (!isList(value) || value.length === 0) return [];
  if (typeof value[0] === 'string' && value.length === 3 && isIndex(value[1])) return [refOf(who, where, value)];
  return value.every((each) => isList(each) && typeof each[0] === 'string' && each.length >= 3)
    ? value.map((each) => refOf(who, where, each)) : [];
}

function callOfArguments(who: string, where: string, { args = [], kwargs = {} }: JsonObject): CallSpec {
  const inputs: Ref[] = [], said: Record<string, Json> = {}, named = isObject(kwargs) ? Object.entries(kwargs) : [];
  let mask: Ref | undefined;
  collect(who, where, args, inputs, 0);
  const inOrder = named.map(([key, value]) => ({ key, value, rank: ROLES.indexOf(key) }))
    .sort((a, b) => a.rank - b.rank);
  for (const { key, value } of inOrder) {
    const tensors: Ref[] = [];
    collect(who, where, value, tensors, 0);
    if (tensors.length === 0) said[key] = value;
    else if (key === 'mask') [mask] = tensors;
    else inputs.push(...tensors);
    if (tensors.length > 0 && key === 'attention_mask') said[key] = true;
  }
  return { inputs, mask, said };
}

/** All Keras tensors in a value, in order. */
function collect(who: string, where: string, value: Json, found: Ref[], depth: number): void {
  if (depth > MOST_DEPTH) refuse(who, `${where} must have lists in at most ${MOST_DEPTH} others`, 'more');
  if (isList(value)) return value.forEach((each) => collect(who, where, each, found, depth + 1));
  if (!isObject(value)) return;
  if (value['class_name'] !== '__keras_tensor__') {
    return Object.values(value).forEach((each) => collect(who, where, each, found, depth + 1));
  }
  const { config } = value, history = isObject(config) ? config['keras_history'] : undefined;
  found.push(refOf(who, where, history ?? null));
}

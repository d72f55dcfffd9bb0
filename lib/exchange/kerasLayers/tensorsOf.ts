/**
 * Where files of Keras have the tensors of a layer, and what they call them.
 * @module
 */

import type { Layer } from '../../layers/index.ts';
import { TimeDistributed } from '../../layers/index.ts';
import { WEIGHTS, rows } from './table.ts';

/** A tensor of a layer in files. */
export interface Placed {
  /** Below the layer's place in files of Keras 3: 'cell/vars/0'. */
  readonly place: string;
  /** Its name in other files: 'kernel'. */
  readonly name: string;
  /** What stands before the name there: 'forward'; '' where nothing does. */
  readonly part: string;
}

/** What multi-head attention calls its projections here, and in the two ages of Keras. */
const PROJECTIONS: ReadonlyMap<string, readonly [place: string, part: string]> = new Map([
  ['query', ['query_dense', 'query']], ['key', ['key_dense', 'key']], ['value', ['value_dense', 'value']],
  ['output', ['output_dense', 'attention_output']],
] as const);

/**
 * Each tensor of a layer, by the names that its parameters and its state have here, in their order; undefined for what
 * files have not, such as the state of a stateful layer.
 */
export function placesOf(layer: Layer, names: readonly string[]): readonly (Placed | undefined)[] {
  const { kind } = layer;
  if (layer instanceof TimeDistributed) {
    return placesOf(layer.layer, names).map((own) => own && { ...own, place: `layer/${own.place}` });
  }
  if (kind === 'multiHeadAttention') return names.map(ofAttention);
  if (kind === 'bidirectional') {
    return (['forward', 'backward'] as const).flatMap((part) => {
      const own = names.filter((name) => name.startsWith(`${part}_`)).map((name) => name.slice(part.length + 1));
      return ofKind('lstm', own).map((each) => each && { ...each, place: `${part}_layer/${each.place}`, part });
    });
  }
  return ofKind(kind, names);
}

function ofKind(kind: string, names: readonly string[]): readonly (Placed | undefined)[] {
  const { weights, place = 'vars' } = rows.get(kind) ?? {};
  return names.map((name, i) => {
    if (place !== 'vars' && (name === 'h' || name === 'c')) return undefined;
    return { place: `${place}/${i}`, name: weights?.[name] ?? WEIGHTS[name] ?? name, part: '' };
  });
}

function ofAttention(name: string): Placed | undefined {
  const [role, own] = name.split(' '), [place, part] = PROJECTIONS.get(role) ?? ['', ''];
  return { place: `${place}/vars/${own === 'w' ? 0 : 1}`, name: own === 'w' ? 'kernel' : 'bias', part };
}

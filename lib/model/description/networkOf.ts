/**
 * The network that a file describes.
 * @module
 */

import type { Shape } from '../../core/shape.ts';
import { readGraph, stack } from '../../graph/index.ts';
import type { Layer } from '../../layers/index.ts';
import { layOut, type Network } from '../../plan/index.ts';
import { listOf, objectOf, type Json, type Origin } from './json.ts';

/** A stack, where the file says no graph. Throws as `stack` or `readGraph`, which look at every number and name. */
export function networkOf(layers: readonly Layer[], graph: Json | undefined, origin: Origin): Network {
  const { who } = origin, list = (value: Json | undefined) => listOf(value, origin);
  const objects = (value: Json | undefined) => list(value).map((each) => objectOf(each, origin));
  if (graph === undefined) return layOut(stack(who, layers));
  const { inputs, layers: names, calls, outputs } = objectOf(graph, origin);
  return layOut(readGraph(who, {
    inputs: objects(inputs).map(({ name, shape }) => ({ name: name as string, shape: shape as Shape })),
    layers: list(names) as string[],
    calls: objects(calls).map(({ layer, inputs: read, masks }) => ({
      layer: layer as number, inputs: list(read) as number[],
      ...(masks !== undefined && { masks: list(masks) as (number | null)[] }),
    })),
    outputs: objects(outputs).map(({ name, tensor }) => ({ name: name as string, tensor: tensor as number })),
  }, layers));
}

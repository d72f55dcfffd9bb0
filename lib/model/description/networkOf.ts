/**
 * The network that a file describes.
 * @module
 */

import type { Shape } from '../../core/shape.ts';
import { readGraph, stack } from '../../graph/index.ts';
import type { Layer } from '../../layers/index.ts';
import { layOut, type Network } from '../../plan/index.ts';
import { listOf, objectOf, type Json } from './json.ts';

/** A stack, where the file says no graph. Throws as `stack` or `readGraph`, which look at every number and name. */
export function networkOf(layers: readonly Layer[], graph: Json | undefined): Network {
  if (graph === undefined) return layOut(stack('load', layers));
  const { inputs, layers: names, calls, outputs } = objectOf(graph);
  return layOut(readGraph('load', {
    inputs: listOf(inputs).map(objectOf).map(({ name, shape }) => ({ name: name as string, shape: shape as Shape })),
    layers: listOf(names) as string[],
    calls: listOf(calls).map(objectOf).map(({ layer, inputs: read, masks }) => ({
      layer: layer as number, inputs: listOf(read) as number[],
      ...(masks !== undefined && { masks: listOf(masks) as (number | null)[] }),
    })),
    outputs: listOf(outputs).map(objectOf).map(({ name, tensor }) => (
      { name: name as string, tensor: tensor as number })),
  }, layers));
}

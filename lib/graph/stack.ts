/**
 * The graph of a stack of layers.
 * @module
 */

import { ShapeError, StateError, expectInstance } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import { Layer } from '../layers/index.ts';
import { SymbolicTensor, callLayer } from '../layers/layer.ts';
import { buildGraph } from './buildGraph.ts';
import type { Graph } from './graph.ts';
import { uniqueNames } from './names.ts';

/**
 * One layer after the other, the first of which says inputShape; a layer that stands twice is two. Throws, as `who`,
 * StateError, TypeError or ShapeError where the layers make no stack.
 */
export function stack(who: string, layers: readonly Layer[]): Graph {
  layers.forEach((layer: unknown, i) => {
    expectInstance(who, `layers[${i}]`, layer, Layer, 'a Layer');
  });
  const inputShape = layers.at(0)?.inputShape;
  if (inputShape === undefined) throw new StateError(`${who}: the first layer must be given inputShape, got none`);
  const names = uniqueNames(who, 'layer', layers), input = new SymbolicTensor(inputShape);
  let last = input;
  layers.forEach((layer, i) => {
    if (layer.inputShape !== undefined && formatShape(layer.inputShape) !== formatShape(last.shape)) {
      const wanted = formatShape(layer.inputShape), got = formatShape(last.shape);
      throw new ShapeError(
        `${who}: layer '${names[i]}' expects inputShape ${wanted}, got ${got} from the layer before it`,
      );
    }
    [last] = callLayer(layer, [last], { owner: {} });
  });
  return buildGraph(who, [input], [last]);
}

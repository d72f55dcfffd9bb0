/**
 * Masks of several tensors.
 * @module
 */

import { ShapeError } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { equal, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, spread, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { copy } from '../copy.ts';
import type { MaskNode, MaskedShape, NodeInput } from '../layer.ts';

/** both ← 1 where one of two masks is, else 0. */
export const either: Program = lazyFormula({
  name: 'either mask', arrays: ['a', 'b', 'both'], define: ({ a, b }) => ({ both: select(equal(a, 0), b, a) }),
});

/**
 * Shape of the mask of a merge to a shape: that of all its inputs; undefined where one has none. Throws ShapeError, as
 * `who`, for masks of several shapes, or of other than leading axes.
 */
export function mergedMask(who: string, inputs: readonly MaskedShape[], output: Shape): Shape | undefined {
  const masks = inputs.flatMap(({ mask }) => (mask === undefined ? [] : [mask]));
  if (masks.length === 0) return undefined;
  const [first] = masks, leading = formatShape(output.slice(0, first.length));
  const other = masks.find((mask) => formatShape(mask) !== leading);
  if (other === undefined) return masks.length < inputs.length ? undefined : first;
  throw new ShapeError(`${who}: masks must be of the first axes of ${formatShape(output)}, got ${formatShape(other)}`);
}

/** The mask of a merge: a step counts if it does in one of the inputs. */
export function eitherMask({ inputs, mask }: MaskNode): List {
  const size = perExample(placesOf(inputs[0])), [first = mask, ...rest] = inputs.flatMap((input) => input.mask ?? []);
  return rest.length === 0 ? [k.elementwise(copy, size, [first, mask])]
    : rest.map((other, i) => k.elementwise(either, size, [i === 0 ? first : mask, other, mask]));
}

/** How many places of an example its mask has. */
function placesOf({ maskShape }: Pick<NodeInput, 'maskShape'>): number {
  return maskShape === undefined ? 0 : sizeOf(maskShape);
}

/**
 * The mask of an input, for each element of a tensor of so many that has its axes: `wide`, which `fill` fills;
 * undefined where it has none.
 */
export function wideMask(
  { inputs, cache }: Pick<MaskNode, 'inputs' | 'cache'>, i: number, elements: number,
): { readonly wide: Tensor; readonly fill: List } | undefined {
  const { mask } = inputs[i], places = placesOf(inputs[i]);
  if (mask === undefined) return undefined;
  const wide = cache(`mask${i + 1}`, perExample(elements));
  return { wide, fill: spread(perExample(places), elements / places, mask, wide) };
}

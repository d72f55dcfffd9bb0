/**
 * Layers that merge inputs element by element.
 * @module
 */

import { ShapeError, expectKnownOptions } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { Program } from '../../formula/index.ts';
import { perExample, type List, type Size } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerOptions, type Lists, type MaskNode, type MaskedShape, type Node,
  type NodeInput,
} from '../layer.ts';
import { broadcast, broadcastShape } from './broadcast.ts';
import { eitherMask, mergedMask, wideMask } from './masks.ts';

/** ShapeError unless so many inputs are two at least, and `most` at most. */
export function expectInputs(who: string, { length }: readonly Shape[], most: number = Infinity): void {
  if (length >= 2 && length <= most) return;
  throw new ShapeError(`${who}: inputs must be ${most === Infinity ? '2 or more' : most}, got ${length}`);
}

/** What an element-wise merge works on: all tensors are of the shape of the output. */
export interface MergeNode extends Pick<Node, 'y' | 'dy' | 'cache'> {
  /** Masks are there where the layer reads them, one for each element. */
  readonly inputs: readonly Omit<NodeInput, 'shape'>[];
  readonly size: Size;
}

/**
 * The base of layers that merge inputs element by element.
 *
 * Input shapes: two or more, whose sizes are the same or 1, aligned at the last axis; output shape: the larger sizes.
 * An input is repeated where its size is 1 or missing, and its gradient is the sum over that: as `columnSums`, along
 * the last axis as `rowSums`; of axes that do not lie side by side the first are added up first. Cache: what is
 * repeated, and ∂J/∂ of it. Mask: a step counts if it does in one of the inputs; none where an input has none.
 */
export abstract class Merge extends Layer {
  /** How many inputs it takes. */
  protected readonly most: number = Infinity;

  /** Whether masks change what it does. */
  protected readonly readsMasks: boolean = false;

  constructor(who: string, options: LayerOptions) {
    expectKnownOptions(who, options, LAYER_OPTIONS);
    super(toLayerOptions(who, options));
  }

  override outputShape(inputShape: Shape): Shape {
    return this.outputShapes([inputShape])[0];
  }

  override outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    expectInputs(this.kind, inputShapes, this.most);
    return [broadcastShape(this.kind, inputShapes)];
  }

  override maskShape(inputs: readonly MaskedShape[]): Shape | undefined {
    return mergedMask(this.kind, inputs, this.outputShapes(inputs.map(({ shape }) => shape))[0]);
  }

  override bindMask(node: MaskNode): List {
    return eitherMask(node);
  }

  /** As `bind`, on inputs of one shape. */
  protected abstract merge(node: MergeNode): Lists;

  override bind(node: Node): Lists {
    const { y, dy, cache } = node, [shape] = this.outputShapes(node.inputs.map((input) => input.shape));
    const size = sizeOf(shape);
    const inputs = node.inputs.map((_, i) => {
      const wide = this.readsMasks ? wideMask(node, i, size) : undefined, made = broadcast(node, i, shape);
      return { ...made, mask: wide?.wide, forward: [...made.forward, ...(wide?.fill ?? [])] };
    });
    const { forward, backward } = this.merge({ y, dy, cache, inputs, size: perExample(size) });
    return {
      forward: [...inputs.flatMap((input) => input.forward), ...forward],
      backward: [...backward, ...inputs.flatMap((input) => input.backward)],
    };
  }
}

/** y ← ((x₁ ∘ x₂) ∘ x₃) …, where `program` is ∘. */
export function inOrder({ size, inputs: [{ x: first }, ...rest], y }: MergeNode, program: Program): List {
  return rest.map(({ x }, i) => k.elementwise(program, size, [i === 0 ? first : y, x, y]));
}

/** dx ← what a program on arrays (dy, dx) makes of dy, for each input whose dx somebody needs. */
export function toEach({ size, inputs, dy }: MergeNode, program: Program, scalars: readonly number[] = []): List {
  return inputs.flatMap(({ dx }) => (dx === undefined ? [] : [k.elementwise(program, size, [dy, dx], scalars)]));
}

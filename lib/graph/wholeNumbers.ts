/**
 * Inputs that hold whole numbers: ids, and masks.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import type { Graph, GraphNode } from './graph.ts';

/** What an input holds, where that is whole numbers from 0. */
export interface WholeNumbers {
  /** What each is, for messages. */
  readonly what: 'an id' | 'of a mask';
  /** They are below it. */
  readonly limit: number;
}

/**
 * What the numbers of each input must be: of a mask where it is the mask of another tensor, else ids for all the layers
 * that look them up; undefined where they may be any.
 */
export function wholeNumbersOf({ inputs, outputMasks, nodes }: Graph): readonly (WholeNumbers | undefined)[] {
  return inputs.map((value) => {
    if ([outputMasks, ...nodes.map(({ masks }) => masks)].some((masks) => masks.includes(value))) return MASK;
    const limits = nodes.filter((node) => looksUp(node) && node.inputs[0] === value)
      .map(({ of }) => of.layer.ids ?? Infinity);
    return limits.length === 0 ? undefined : { what: 'an id', limit: Math.min(...limits) };
  });
}

const MASK: WholeNumbers = { what: 'of a mask', limit: 2 };

/** Throws ShapeError, as `who`, for a layer that would look up what is computed: only what is given can be checked. */
export function expectIdsGiven(who: string, nodes: readonly GraphNode[]): void {
  const wrong = nodes.find((node) => looksUp(node) && node.inputs[0].from !== undefined);
  if (wrong === undefined) return;
  const from = wrong.inputs[0].from?.of.name;
  throw new ShapeError(`${who}: layer '${wrong.of.name}' must read ids from an input of the model, got the output of `
    + `layer '${from}'`);
}

const looksUp = ({ of, part }: GraphNode): boolean => part === 'layer' && of.layer.ids !== undefined;

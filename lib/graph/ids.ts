/**
 * Inputs that hold ids.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Below what the ids of each input must be, for all the layers that look them up; undefined where it holds none. */
export function idsOf({ inputs, nodes }: Graph): readonly (number | undefined)[] {
  return inputs.map((value) => {
    const limits = nodes.filter((node) => looksUp(node) && node.inputs[0] === value)
      .map(({ of }) => of.layer.ids ?? Infinity);
    return limits.length === 0 ? undefined : Math.min(...limits);
  });
}

/** Throws ShapeError, as `who`, for a layer that would look up what is computed: only what is given can be checked. */
export function expectIdsGiven(who: string, nodes: readonly GraphNode[]): void {
  const wrong = nodes.find((node) => looksUp(node) && node.inputs[0].from !== undefined);
  if (wrong === undefined) return;
  const from = wrong.inputs[0].from?.of.name;
  throw new ShapeError(`${who}: layer '${wrong.of.name}' must read ids from an input of the model, got the output of `
    + `layer '${from}'`);
}

const looksUp = ({ of, part }: GraphNode): boolean => part === 'layer' && of.layer.ids !== undefined;

/**
 * What a layer says of its outputs as sums of terms.
 * @module
 */

import { expectArray, expectInteger, expectObject, show, typeError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { GraphNode } from '../../graph/index.ts';
import type { Term } from '../../layers/index.ts';

/** Those of each output. Throws TypeError or RangeError for terms of what is not there. */
export function termsOf(who: string, node: GraphNode): readonly (readonly Term[])[] | undefined {
  const { of: { layer, name }, inputs: [{ shape }], outputs: [output] } = node;
  if (layer.terms === undefined) return undefined;
  const parameters = new Map(layer.parameters(shape).map((spec) => [spec.name, sizeOf(spec.shape)]));
  const inputs = sizeOf(shape);
  return Array.from({ length: sizeOf(output.shape) }, (_, unit) => {
    const terms: unknown = layer.terms?.(unit, shape), of = `terms(${unit}) of layer '${name}'`;
    expectArray(who, of, terms);
    return terms.map((term: unknown): Term => {
      expectObject(who, of, term);
      const { parameter, at, input } = term as Partial<Term>, length = parameters.get(parameter ?? '');
      if (parameter === undefined || length === undefined) {
        throw typeError(`${who}: ${of} must name parameters of the layer, got ${show(parameter)}`);
      }
      expectInteger(who, `at of ${of}`, at, 0, length - 1);
      if (input === undefined) return { parameter, at };
      expectInteger(who, `input of ${of}`, input, 0, inputs - 1);
      return { parameter, at, input };
    });
  });
}

/**
 * A network in the layers of the report: 1 is the input, a Dense with its activation is one, Flatten and Reshape are none.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import { formatShape, sizeOf } from '../../core/shape.ts';
import { ActivationLayer, Dense, Flatten, Layer, Reshape, type Activation } from '../../layers/index.ts';
import type { Network, NetworkLayer } from '../../plan/index.ts';

/** See the module. */
export interface ReportLayer {
  /** From 1. */
  readonly number: number;
  /** Number of units. */
  readonly width: number;
  /** Its Dense; undefined for the input. */
  readonly dense: NetworkLayer | undefined;
  /** Undefined is the identity. */
  readonly activation: Activation | undefined;
  /** The layer of the network whose output is a. */
  readonly output: string;
}

/** Whether a layer's passes are those of that class, and not of a subclass's own. */
const isJust = (layer: Layer, kind: typeof Dense | typeof ActivationLayer | typeof Flatten | typeof Reshape): boolean =>
  layer instanceof kind && layer.bind === kind.prototype.bind;

/**
 * The layers of a network as the report counts them.
 *
 * Throws TypeError, by name, for a layer whose derivatives are no products along paths of units: all but Dense, Activation, Flatten and
 * Reshape; also for regularized outputs, two activations in a row, and one before the first Dense.
 */
export function reportLayers(who: string, { layers, inputShape }: Network): ReportLayer[] {
  const found: ReportLayer[] = [{ number: 1, width: sizeOf(inputShape), dense: undefined, activation: undefined, output: 'input' }];
  for (const placed of layers) {
    const { layer, name, inputShape: shape, outputShape } = placed, last = found[found.length - 1];
    const refuse = (why: string): TypeError => typeError(`${who}: layers must be Dense, Activation, Flatten and Reshape, got '${name}', ${why}`);
    if (layer.activityRegularizer !== undefined) throw refuse('whose output is regularized');
    if (isJust(layer, Flatten) || isJust(layer, Reshape)) continue;
    const isCoupled = layer.activation !== undefined && layer.activation.formulas === undefined;
    if (isCoupled && outputShape[outputShape.length - 1] !== sizeOf(outputShape)) throw refuse(`whose ${layer.activation?.name} has several rows an example`);
    if (isJust(layer, Dense)) {
      if (shape.length !== 1) throw refuse(`a Dense on inputs of shape ${formatShape(shape)}; flatten them`);
      found.push({ number: found.length + 1, width: sizeOf(outputShape), dense: placed, activation: layer.activation, output: name });
    } else if (isJust(layer, ActivationLayer)) {
      if (last.dense === undefined) throw refuse('an Activation before the first Dense');
      if (layer.activation === undefined) continue;
      if (last.activation !== undefined) throw refuse('a second activation of one Dense');
      found[found.length - 1] = { ...last, activation: layer.activation, output: name };
    } else throw refuse(`of kind ${layer.kind}`);
  }
  return found;
}

/**
 * The options of one tensor of parameters, whose names begin alike: kernelInitializer, kernelRegularizer,
 * kernelConstraint.
 * @module
 */

import { toConstraint, type Constraint } from '../constraints/index.ts';
import { toInitializer, type Initializer } from '../initializers/index.ts';
import { toRegularizer, type Regularizer } from '../regularizers/index.ts';
import type { LayerConfig } from './layer.ts';

/** What a tensor begins with, what it adds to J, and what it is held to. */
export interface TensorOptions {
  /** What its first values come from. */
  readonly initializer: Initializer;
  /** What it adds to J, if anything. */
  readonly regularizer: Regularizer | undefined;
  /** What it is held to after each update, if anything. */
  readonly constraint: Constraint | undefined;
}

/** The names of the options of a tensor. */
export function tensorOptionNames(tensor: string): string[] {
  return [`${tensor}Initializer`, `${tensor}Regularizer`, `${tensor}Constraint`];
}

/** Those among all options of a layer; `initializer` where none is given. Throws as the families do. */
export function toTensorOptions(who: string, tensor: string, options: object, initializer: string): TensorOptions {
  const names = tensorOptionNames(tensor), given = names.map((name): unknown => Reflect.get(options, name));
  return {
    initializer: toInitializer(who, names[0], given[0] === undefined ? initializer : given[0]),
    regularizer: toRegularizer(who, names[1], given[1]),
    constraint: toConstraint(who, names[2], given[2]),
  };
}

/** What `getConfig` says of them. */
export function tensorConfig(tensor: string, { initializer, regularizer, constraint }: TensorOptions): LayerConfig {
  const [first, added, held] = tensorOptionNames(tensor);
  return { [first]: initializer, [added]: regularizer, [held]: constraint };
}

/**
 * Normalisation of each example's groups of channels by themselves.
 * @module
 */

import { ShapeError, expectInteger, expectKnownOptions, rangeError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { expectAxis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import type { LayerConfig, Lists, Node } from './layer.ts';
import {
  AFFINE_OPTIONS, AffineNormalization, product, type AffineNormalizationOptions,
} from './affineNormalization.ts';
import { standardize, standardizeGradient } from './rowNormalization.ts';

/** What {@link groupNormalization} takes. */
export interface GroupNormalizationOptions extends AffineNormalizationOptions {
  /** The axis of the channels, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
  /** Into how many groups the channels fall, of which each has as many; −1: each channel is one. Default 32. */
  readonly groups?: number;
}

/**
 * x̂ = (x − mean)·(1/√(variance + epsilon)) with the mean and variance of an example's group of consecutive channels at
 * all its places; y = x̂·γ + β, of each channel; the same in training and otherwise.
 *
 * A group is a row, place by place and in each its channels, that is standardised as one of layer normalisation is.
 * Input shape: any; `groups` must divide the channels. Output shape: the same.
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂; dx as for layer normalisation, group by group. Cache: x̂ and
 * 1/√(variance + epsilon).
 */
export class GroupNormalization extends AffineNormalization {
  readonly kind = 'groupNormalization';
  readonly groups: number;

  constructor(options: GroupNormalizationOptions = {}) {
    expectKnownOptions('groupNormalization', options, ['groups', ...AFFINE_OPTIONS]);
    const { axis = -1, groups = 32 } = options;
    expectAxis('groupNormalization', 'axis', axis);
    expectInteger('groupNormalization', 'groups', groups, -1);
    if (groups === 0) throw rangeError('groupNormalization: groups must be at least 1, or −1 for one a channel, got 0');
    super('groupNormalization', options);
    this.groups = groups;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), groups: this.groups };
  }

  override outputShape(inputShape: Shape): Shape {
    const channels = inputShape[this.axes(inputShape)[0]];
    if (channels % this.groups === 0) return inputShape;
    throw new ShapeError(
      `groupNormalization: groups must divide the channels, ${channels}, got ${this.groups}`,
    );
  }

  override bind(node: Node): Lists {
    return inRows(node, this.axes(node.inputShape), (rows) => this.#bindGroups(rows));
  }

  #bindGroups(node: Node): Lists {
    const { inputShape: [places, channels], x, y, dy, dx, parameters: { gamma, beta }, gradients, cache } = node;
    const groups = this.groups === -1 ? channels : this.groups, each = channels / groups, example = perExample(1);
    const m = perExample(groups), n = places * each, at = perExample(places), size = perExample(places * channels);
    const grouped = cache('grouped', size), normalized = cache('normalized', size), products = cache('product', size);
    const [inverse, first, second] = ['inverse', 'first', 'second'].map((name) => cache(name, m));
    const ones = cache('ones', n), rows = { m, n, size, normalized, products, inverse, first, second };
    return {
      forward: [
        k.swapAxes(example, places, groups, each, x, grouped),
        ...standardize(rows, grouped, ones, this.epsilon),
        k.swapAxes(example, groups, places, each, normalized, y),
        ...(gamma ? [k.scaleColumns(at, channels, gamma, y)] : []),
        ...(beta ? [k.biasAdd(at, channels, beta, y)] : []),
      ],
      backward: [
        ...(beta ? [k.columnSums(at, channels, dy, 'beta', gradients.beta)] : []),
        ...(gamma ? [
          k.swapAxes(example, groups, places, each, normalized, products),
          k.elementwise(product, size, [dy, products, products]),
          k.columnSums(at, channels, products, 'beta', gradients.gamma),
        ] : []),
        ...(dx ? [
          k.elementwise(copy, size, [dy, dx]),
          ...(gamma ? [k.scaleColumns(at, channels, gamma, dx)] : []), // g
          k.swapAxes(example, places, groups, each, dx, grouped),
          ...standardizeGradient(rows, grouped, ones),
          k.swapAxes(example, groups, places, each, grouped, dx),
        ] : []),
      ],
    };
  }
}

/**
 * A layer that normalises groups of channels of each example. Throws RangeError or TypeError for options that do not
 * fit.
 *
 * Formula: γ · (x − mean)/√(variance + epsilon) + β, of each example's groups of channels over all places
 * Default: groups 32, epsilon 0.001, axis −1, center true, scale true
 * Source: Wu and He, "Group normalization", ECCV 2018; Keras' `GroupNormalization`.
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): GroupNormalization {
  return new GroupNormalization(options);
}

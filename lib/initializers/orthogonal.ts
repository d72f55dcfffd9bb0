/**
 * First values that are orthogonal.
 * @module
 */

import { ShapeError, expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import type { Philox } from '../core/philox.ts';
import { formatShape } from '../core/shape.ts';
import { normalInto } from '../random/index.ts';
import { drawing, type InitializerSeed } from './drawing.ts';
import { expectTensor, type Initializer } from './initializer.ts';

/** What {@link orthogonal} takes. */
export interface OrthogonalOptions extends InitializerSeed {
  /** What the orthogonal matrix is multiplied by; default 1. */
  readonly gain?: number;
}

/**
 * A random matrix with orthonormal columns, or rows where it has more columns than rows, times gain; the leading axes
 * of a tensor are its rows. All such matrices are equally likely.
 *
 * It is Q of A = Q·R with R's diagonal positive, A normally distributed with the longer side down, drawn row by row;
 * Q is transposed for a wide tensor. In binary64 by the Gram–Schmidt process, each column made orthogonal twice,
 * rounded once. Signs as Keras' `orthogonal`. Where it is used, throws ShapeError for a tensor of fewer than two axes.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a gain or seed out of range.
 *
 * Formula: gain · Q of A = Q·R, A normally distributed
 * Default: gain 1
 * Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
 *         networks", 2013.
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  expectKnownOptions('orthogonal', options, ['gain', 'seed']);
  const { gain = 1, seed } = options;
  expectFloat32Number('orthogonal', 'gain', gain);
  return drawing('orthogonal', { gain }, seed, (out, shape, random) => {
    expectTensor('orthogonal', out, shape);
    if (shape.length < 2) {
      throw new ShapeError(`orthogonal: tensor must have at least two axes, got shape ${formatShape(shape)}`);
    }
    const columns = shape[shape.length - 1], rows = out.length / columns;
    const vectors = drawColumns(random, Math.max(rows, columns), Math.min(rows, columns));
    orthonormalize(vectors);
    const isWide = columns > rows;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] = gain * (isWide ? vectors[i][j] : vectors[j][i]);
    }
  });
}

/** The columns of a normally distributed matrix. */
function drawColumns(random: Philox, rows: number, columns: number): Float64Array[] {
  const drawn = new Float32Array(rows * columns);
  normalInto(random, drawn, 0, 1);
  return Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_unused, i) => drawn[i * columns + j]));
}

/**
 * Each vector in turn: what lies along those before is taken off, twice, since the first time leaves roundings;
 * then its length is made 1.
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, j) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) addMultiple(vector, -inner(vectors[i], vector), vectors[i]);
    }
    const length = Math.sqrt(inner(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= length;
  });
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a ← a + factor·b */
function addMultiple(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}

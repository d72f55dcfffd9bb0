/**
 * Numbers that are written down while it trains.
 * @module
 */
import { expectInteger } from '../../../lib/core/errors.ts';
import type { LayerInfo, Place, Series } from '../protocol.ts';
import { PointCurve } from './curves.ts';
import type { Insides } from './inside.ts';

const NAMES = ['value', 'gradient'];
/** Each step of a network costs so little that more places would be felt. */
const MOST = 16;

export class Watch {
  #places: readonly { readonly of: Place; readonly curve: PointCurve }[] = [];

  /** Rises where other places are watched. */
  version = 0;

  /** Begins anew. Throws RangeError or TypeError for a place that there is not. */
  set(places: readonly Place[], parameters: number, layers: readonly LayerInfo[]): void {
    expectInteger('watch', 'of.length', places.length, 0, MOST);
    for (const place of places) {
      if (place.kind === 'parameter') expectInteger('watch', 'index', place.index, 0, parameters - 1);
      else {
        expectInteger('watch', 'layer', place.layer, 1, layers.length);
        expectInteger('watch', 'i', place.i, 1, layers[place.layer - 1].units);
      }
    }
    this.version++;
    this.#places = places.map((of) => ({ of, curve: new PointCurve(NAMES) }));
  }

  /** After each step: those of θ. */
  step(steps: number, theta: Float32Array, gradient: Float32Array): void {
    for (const { of, curve } of this.#places) {
      if (of.kind === 'parameter') curve.add(steps, [theta[of.index], gradient[of.index]]);
    }
  }

  cut(steps: number): void {
    for (const { curve } of this.#places) curve.cut(steps);
  }

  /** Those of units, looked at now, and all as they are. */
  series(steps: number, insides: () => Insides): Series[] {
    return this.#places.map(({ of, curve }) => {
      if (of.kind === 'unit') {
        const { a, delta } = insides().inside(of.example).layers[of.layer - 1];
        curve.add(steps, [a[of.i - 1], delta?.[of.i - 1] ?? NaN]);
      }
      return { of, step: curve.step, value: curve.column('value'), gradient: curve.column('gradient') };
    });
  }
}

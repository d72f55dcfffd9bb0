/**
 * Pictures of models.
 * @module
 */

import type { Model } from '../../model/index.ts';
import { expectModel } from '../../model/expectModel.ts';
import { diagramOf, type Diagram } from './diagram.ts';
import { drawSvg } from './drawSvg.ts';
import { writeDot } from './writeDot.ts';

/** A model as a picture. Made by `plot`; the constructor trusts what it is given. */
export class Plot {
  readonly #diagram: Diagram;

  constructor(diagram: Diagram) {
    this.#diagram = diagram;
  }

  /** An SVG file: boxes in rows, each below all that it depends on, and edges that pass beside boxes. */
  toSvg(): string {
    return drawSvg(this.#diagram);
  }

  /** The same in the language of Graphviz, which finds places for itself: `dot -Tpng`. */
  toDot(): string {
    return writeDot(this.#diagram);
  }
}

/**
 * The graph of a model: its inputs, its layers with kind, activation, output shape and parameters, and its outputs. A
 * layer that is called more than once stands once for each call, under its one name. Frozen layers have dashed frames.
 *
 *     await writeFile('model.svg', plot(model).toSvg());
 *
 * Throws TypeError for what is no model, and StateError for one that has no layers yet.
 */
export function plot(model: Model): Plot {
  expectModel('plot', model);
  return new Plot(diagramOf(model));
}

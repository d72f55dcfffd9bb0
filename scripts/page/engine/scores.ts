/**
 * How well the network does on examples.
 * @module
 */
import type { Model } from '../../../lib/model/index.ts';
import { argmax, confusionMatrix } from '../../../lib/metrics/index.ts';
import type { Boundary, Confusion, DataInfo, Score, WrongExample } from '../protocol.ts';
import type { Examples } from './dataSets.ts';

/** The first rows of examples. */
export function firstOf({ x, y }: Examples, most: number): Examples {
  const count = Math.min(most, y.length);
  return count === y.length ? { x, y } : { x: x.subarray(0, (count * x.length) / y.length), y: y.subarray(0, count) };
}

/** Undefined where there are no examples. */
export function scoreOf(model: Model, examples: Examples): Score | undefined {
  if (examples.y.length === 0) return undefined;
  const { loss, accuracy } = model.evaluate(examples.x, examples.y);
  return { examples: examples.y.length, loss, accuracy };
}

/** Outputs for examples, with their truths. */
export interface Predictions {
  readonly outputs: Float32Array;
  readonly truths: Float32Array;
}

/** Undefined where there are no examples. */
export function predictionsFor(model: Model, { x, y }: Examples): Predictions | undefined {
  return y.length === 0 ? undefined : { outputs: model.predict(x), truths: y };
}

export function confusionOf({ outputs, truths }: Predictions, { classes }: DataInfo): Confusion {
  const counts = Uint32Array.from(confusionMatrix(outputs, truths, classes.length));
  return { classes: classes.length, examples: truths.length, counts };
}

/** The surest first. */
export function wrongOf(
  { outputs, truths }: Predictions, { classes: { length: n } }: DataInfo, most: number,
): WrongExample[] {
  const wrong: WrongExample[] = [];
  truths.forEach((truth, index) => {
    const read = argmax(outputs, index * n, n);
    if (read === truth) return;
    const chance = outputs[index * n + read], chanceOfTruth = outputs[index * n + truth];
    wrong.push({ index, truth, read, chance, chanceOfTruth });
  });
  return wrong.sort((a, b) => b.chance - a.chance || a.index - b.index).slice(0, most);
}

/** What the network says at the middles of a grid's cells over the data's window; undefined where there is none. */
export function boundaryOf(model: Model, grid: Grid | undefined): Boundary | undefined {
  if (grid === undefined) return undefined;
  const { x, cells, rows } = grid, values = model.predict(x);
  return { cells, rows, outputs: values.length / (cells * rows), values };
}

export interface Grid {
  readonly x: Float32Array;
  readonly cells: number;
  readonly rows: number;
}

/** The middles of cells, row by row from the top left; of one input a line. Undefined for more inputs. */
export function gridOf({ window, inputs }: DataInfo, cells: number): Grid | undefined {
  if (window === undefined) return undefined;
  const rows = inputs === 1 ? 1 : cells, x = new Float32Array(inputs * cells * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cells; column++) {
      const at = inputs * (row * cells + column);
      x[at] = window.left + ((column + 0.5) / cells) * (window.right - window.left);
      if (inputs === 2) x[at + 1] = window.high - ((row + 0.5) / cells) * (window.high - window.low);
    }
  }
  return { x, cells, rows };
}

/**
 * A digit that somebody draws, as an image like those trained on.
 * @module
 */
import { rangeError } from '../../../lib/core/errors.ts';
import { Philox } from '../../../lib/core/philox.ts';
import { ScaledBytes } from '../../../lib/data/index.ts';
import { IMAGE_SIZE } from '../../../lib/data/dataset.ts';
import { makeRoom, render } from '../../../lib/data/render.ts';
import type { Model } from '../../../lib/model/index.ts';
import { argmax } from '../../../lib/metrics/index.ts';
import type { Reading } from '../protocol.ts';

/** Pixels of the longer side without the pen's width, as of the digits trained on. */
const SIZE = 18;
const MARGIN = 2.5;

/** Throws RangeError for what are no strokes, or a model that reads no images. */
export function readStrokes(model: Model, strokes: readonly (readonly number[])[]): Reading {
  const pixels = IMAGE_SIZE ** 2, [inputs] = model.network.inputShape;
  if (inputs !== pixels) {
    throw rangeError(`read: the network must read images of ${pixels} pixels, got ${inputs} inputs`);
  }
  const image = new Uint8Array(pixels);
  render(fitted(strokes), new Philox(0, 0), image, makeRoom());
  const inputsOf = new ScaledBytes(image).toFloat32Array(), chances = model.predict(inputsOf);
  return { image, inputs: inputsOf, chances, digit: argmax(chances) };
}

/** The longer side as long as that of the digits, the centre of the ink in the middle as far as all stays within. */
function fitted(strokes: readonly (readonly number[])[]): number[][] {
  const numbers = strokes.flat(), isWrong = strokes.some(({ length }) => length < 2 || length % 2 !== 0);
  if (strokes.length === 0 || isWrong || !numbers.every(Number.isFinite)) {
    throw rangeError(`read: strokes must be lists x, y, x, y, … of finite numbers, got ${JSON.stringify(strokes)}`);
  }
  const axis = (odd: number) => {
    const values = strokes.map((stroke) => stroke.filter((_, i) => i % 2 === odd));
    const all = values.flat(), low = Math.min(...all), high = Math.max(...all);
    return { low, length: high - low, centre: centreOf(values, strokes) };
  };
  const [x, y] = [axis(0), axis(1)], scale = SIZE / Math.max(x.length, y.length, 1e-9);
  const shift = ({ low, length, centre }: typeof x): number => Math.max(
    MARGIN - scale * low, Math.min(IMAGE_SIZE - MARGIN - scale * (low + length), IMAGE_SIZE / 2 - scale * centre));
  const [dx, dy] = [shift(x), shift(y)];
  return strokes.map((stroke) => {
    const line = stroke.map((value, i) => scale * value + (i % 2 === 0 ? dx : dy));
    return line.length === 2 ? [...line, ...line] : line; // a dot
  });
}

/** Of the ink on one axis: every piece weighted by its length. */
function centreOf(values: readonly (readonly number[])[], strokes: readonly (readonly number[])[]): number {
  let sum = 0, total = 0;
  strokes.forEach((stroke, s) => {
    for (let i = 1; i < values[s].length; i++) {
      const dx = stroke[2 * i] - stroke[2 * i - 2], dy = stroke[2 * i + 1] - stroke[2 * i - 1];
      const length = Math.sqrt(dx * dx + dy * dy);
      sum += length * (values[s][i] + values[s][i - 1]) / 2;
      total += length;
    }
  });
  return total > 0 ? sum / total : values[0][0];
}

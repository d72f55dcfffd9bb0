/**
 * Values times constants, and plus constants: the numbers of an operator as those of a layer.
 * @module
 */

import { permute, rescaling, reshape, type Rescaling } from '../../../layers/index.ts';
import type { Operator } from '../importer.ts';
import { NONE, dimsOf, type Constant, type Traced } from '../values.ts';

/** A number for all elements, or one for each place of the last axis. */
type Numbers = number | readonly number[];

/** x · scale; + −0 leaves each number as it is, and + 0 makes 0 of −0. */
export const times = (scale: Numbers): Rescaling => rescaling({ scale, offset: -0 });

const LARGEST = 3.4028234663852886e38;

/** For −∞, by which what attention does not see is written, the least number: layers have finite ones. */
const finite = (number: number): number => (number === -Infinity ? -LARGEST : number);

const plus = (offset: Numbers): Rescaling =>
  rescaling({ scale: 1, offset: typeof offset === 'number' ? finite(offset) : offset.map(finite) });

/** A value times numbers that are the same for each example. */
export function scaled(at: Operator, value: Traced, numbers: Constant): Traced {
  return withNumbers(at, value, numbers, times);
}

/** A value plus numbers that are the same for each example. */
export function shifted(at: Operator, value: Traced, numbers: Constant): Traced {
  return withNumbers(at, value, numbers, plus);
}

/** With axes of size 1 in front. */
function widened(at: Operator, value: Traced, rank: number): Traced {
  const more = rank - value.axes.length;
  if (more === 0) return value;
  const settled = at.settled(value);
  return { ...settled, axes: [...Array<number>(more).fill(NONE), ...settled.axes] };
}

type Make = (numbers: Numbers) => Rescaling;

function withNumbers(at: Operator, value: Traced, given: Constant, make: Make): Traced {
  const rank = Math.max(value.axes.length, given.dims.length), wide = widened(at, value, rank);
  const dims = [...Array<number>(rank - given.dims.length).fill(1), ...given.dims];
  const varied = dims.flatMap((size, axis) => (size === 1 || given.isUniform === true ? [] : [axis]));
  const ones = dimsOf(wide);
  const fits = (size: number, axis: number): boolean => size === 1 || Number.isNaN(size)
    || size === ones[axis] || Number.isNaN(ones[axis]);
  if (!dims.every(fits)) {
    throw at.fail(`have constants that fit ${ones.join(' × ')}`, dims.join(' × '));
  }
  if (varied.length === 0) {
    const [tensor] = at.apply(make(given.data[0]), [wide.tensor]);
    return { tensor, axes: wide.axes, ...(wide.flat && { flat: wide.flat }) };
  }
  if (varied.some((axis) => wide.axes[axis] === 0)) {
    throw at.fail('have constants that are the same for each example', 'others');
  }
  return alongAxes(at, wide, varied, { given, make });
}

const MOST_NUMBERS = 65_536;

/** By numbers that differ along some axes, which are brought to the end. */
function alongAxes(
  at: Operator, value: Traced, varied: readonly number[],
  { given, make }: { readonly given: Constant; readonly make: Make },
): Traced {
  const isLast = varied.length === 1 && value.flat === undefined
    && value.axes[varied[0]] === value.tensor.shape.length;
  const { tensor, axes } = isLast ? value : at.settled(value), numbers = [...at.floats(given)];
  const { shape } = tensor;
  if (numbers.length > MOST_NUMBERS) {
    throw at.fail(`have at most ${MOST_NUMBERS} numbers to scale by`, `${numbers.length}`);
  }
  const own = varied.map((axis) => axes[axis]);
  const others = shape.map((_, i) => i + 1).filter((axis) => !own.includes(axis));
  const dims = [...others, ...own], isMoved = dims.some((axis, i) => axis !== i + 1);
  const [turned] = isMoved ? at.apply(permute({ dims }), [tensor]) : [tensor];
  const sizes = dims.map((axis) => shape[axis - 1]), count = own.length;
  const [packed] = count === 1 ? [turned]
    : at.apply(reshape({ targetShape: [...sizes.slice(0, -count), numbers.length] }), [turned]);
  const [done] = at.apply(make(numbers), [packed]);
  const [result] = count === 1 ? [done] : at.apply(reshape({ targetShape: sizes }), [done]);
  return { tensor: result, axes: axes.map((axis) => (axis > 0 ? dims.indexOf(axis) + 1 : axis)) };
}

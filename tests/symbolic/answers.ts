/**
 * What routines return. Where the host goes on by what it has been told of a float, in nrm2 and allFinite, what it
 * asked must be what the definition asks: then both take the same way for all inputs with that answer.
 * @module
 */
import { float32OfBits } from '../../lib/core/float32.ts';
import { positionOf, type Placed, type PlacedCall } from '../../lib/kernels/routines/placeCall.ts';
import type { Source } from './definition.ts';
import { Result, type Asked } from './engine.ts';
import { evaluate, type Expression } from './expression.ts';
import { difference, show } from './show.ts';

const INFINITY_BITS = 0x7f800000;

/** A call that has been carried out: what it returned, and what was asked by the host and by the definition. */
export interface Answered {
  readonly placed: PlacedCall<Float32Array>;
  readonly source: Source;
  readonly before: ReadonlyMap<number, Expression>;
  readonly byHost: readonly Asked[];
  readonly byDefinition: readonly Asked[];
  readonly returned: unknown;
}

/** Throws an Error where what came is not what the routine is defined to return; undefined where that is a boolean. */
export function checkAnswer(answered: Answered, defined: Expression | undefined): void {
  const { returned } = answered;
  if (defined === undefined) checkFinite(answered);
  else if (!(returned instanceof Result)) checkLength(answered, defined);
  else if (returned.expression !== defined) throw new Error(`returned: ${difference(returned.expression, defined)}`);
  else if (defined.sign !== 0) throw new Error('returned: the sign of a zero must be known');
}

function vectorOf({ placed: { operands: [x] }, before }: Answered): Expression[] {
  const at = (of: Placed<Float32Array>, i: number): number => of.array.byteOffset + 4 * positionOf(of, i, 0);
  return Array.from({ length: x.rows }, (_, i) => before.get(at(x, i)) as Expression);
}

/** The host must have asked for the largest |xᵢ| as bits: below those of Infinity, every |xᵢ| is. */
function checkFinite(answered: Answered): void {
  const largest = checkLargest(answered), { returned } = answered;
  if (returned !== largest < INFINITY_BITS) throw new Error(`returned: ${String(returned)} came for ${largest}`);
}

/** The largest |xᵢ|, by the bits of which magnitudes are ordered, those of NaN above all. */
function checkLargest(answered: Answered): number {
  const { byHost: [first], source: { make } } = answered;
  const wanted = make.maximum(...vectorOf(answered).map((x) => make.apply('abs', x)));
  if (first.expression !== wanted) throw new Error(`asked: ${difference(first.expression, wanted)}`);
  return first.bits;
}

/**
 * nrm2. The host asks for the largest |xᵢ|, and where it is a number neither 0 nor Infinity for the sum of squares. The
 * definition asks of each xᵢ whether it is NaN, then for the same largest, which it finds by comparing.
 *
 * The last operations are the host's: the sum must be that of the definition, the result its value.
 */
function checkLength(answered: Answered, defined: Expression): void {
  const { byHost, byDefinition, source, returned } = answered, largest = checkLargest(answered);
  if (largest <= INFINITY_BITS) {
    const compared = byDefinition.at(-1), xs = vectorOf(answered);
    const isSame = xs.length === 0 || (compared?.bits === largest && isLargestOf(compared.expression, xs, source));
    if (!isSame) throw new Error(`asked: the definition asks ${show(compared?.expression ?? defined)}`);
  }
  if (byHost.length > 1) {
    const [root = defined] = defined.operands.filter(({ operation }) => operation === 'sqrt'); // itself, times 2⁰
    const [sum] = root.operands;
    if (byHost[1].expression !== sum) throw new Error(`squares: ${difference(byHost[1].expression, sum)}`);
  }
  const wanted = float32OfBits(evaluate(defined, source.variable));
  if (!Object.is(returned, wanted)) throw new Error(`returned: ${String(returned)} came, ${wanted} was expected`);
}

/** Whether it is `most < |xᵢ| ? |xᵢ| : most` for each in turn, from 0: the largest, where none is NaN. */
function isLargestOf(expression: Expression, xs: readonly Expression[], { make }: Source): boolean {
  const wanted = xs.reduce((most, x) => {
    const magnitude = make.apply('abs', x);
    return make.apply('select', make.apply('less', most, magnitude), magnitude, most);
  }, make.number(0));
  return expression === wanted;
}

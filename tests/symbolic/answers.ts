/**
 * What routines return, and what they ask of floats on their way.
 * @module
 */
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import type { PlacedCall } from '../../lib/kernels/routines/placeCall.ts';
import type { Routine } from '../../lib/kernels/routines/routine.ts';
import type { Source } from './definition.ts';
import { Result, type Asked } from './engine.ts';
import { evaluate, type Expression } from './expression.ts';
import { difference, show } from './show.ts';

/** Throws an Error where what came is not what the routine is defined to return. */
export function checkAnswer(
  routine: Routine, placed: PlacedCall<Float32Array>, source: Source, byHost: readonly Asked[],
  byDefinition: readonly Asked[], returned: unknown, defined: Expression | undefined,
): void {
  void [routine, placed, byHost, byDefinition, bitsOfFloat32, evaluate, show, source];
  if (!(returned instanceof Result) || defined === undefined) throw new Error('TODO');
  if (returned.expression !== defined) throw new Error(`returned: ${difference(returned.expression, defined)}`);
}

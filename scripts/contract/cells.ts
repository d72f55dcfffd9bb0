/**
 * The formulas of recurrent cells, in their own names.
 * @module
 */
import type { Program } from '../../lib/formula/index.ts';
import * as calls from '../../lib/kernels/allCalls.ts';
import type { List } from '../../lib/kernels/index.ts';
import { isInRows } from '../../lib/kernels/routines/elementwiseInRows.ts';
import { gru, lstm, simpleRNN, type Layer } from '../../lib/layers/index.ts';
import { named } from './lists.ts';
import type { Part } from './members.ts';
import { notation } from './notation.ts';

const UNITS = 3, SHAPE = [4, 2] as const;

const CELLS: readonly (readonly [title: string, layer: Layer, isMasked: boolean])[] = [
  ['simpleRNN', simpleRNN({ units: UNITS }), false],
  ['lstm', lstm({ units: UNITS }), false],
  ['lstm, with a mask', lstm({ units: UNITS }), true],
  ['gru', gru({ units: UNITS }), false],
  ['gru, resetAfter: false', gru({ units: UNITS, resetAfter: false }), false],
];

/** The cells, each with the formulas of a step, forward and backward, in the order in which they are taken. */
export function cellPart(): Part {
  const programs = new Set<Program>();
  const texts = CELLS.map(([title, layer, isMasked]) => {
    const own = formulasOf(layer, isMasked);
    own.forEach((program) => programs.add(program));
    const lines = own.flatMap((program) => [`  ${program.name}`, ...notation(program).map((line) => `    ${line}`)]);
    return [title, ...lines].join('\n');
  });
  return { text: texts.join('\n\n'), programs };
}

/** Those that bear the name of the layer's kind. */
function formulasOf(layer: Layer, isMasked: boolean): readonly Program[] {
  const parameters = Object.fromEntries(layer.parameters(SHAPE).map(({ name }) => [name, named(name)]));
  const [x, dx, y, dy, mask] = ['x', 'dx', 'y', 'dy', 'mask'].map((name) => named(name));
  const lists = layer.bind({
    k: calls, number: 0, inputs: [{ shape: SHAPE, x, dx, mask: isMasked ? mask : undefined }], outputs: [{ y, dy }],
    inputShape: SHAPE, x, dx, y, dy, parameters, gradients: parameters, state: {},
    cache: (name) => named(name),
  });
  const found = [lists?.forward ?? [], lists?.backward ?? []].flatMap(inRows);
  return [...new Set(found)].filter(({ name }) => name.startsWith(layer.kind));
}

function inRows(list: List): Program[] {
  return list.flatMap((call) => {
    if ('body' in call) return inRows(call.body);
    if (!('routine' in call) || !isInRows(call.routine)) return [];
    return call.routine.program === undefined ? [] : [call.routine.program];
  });
}

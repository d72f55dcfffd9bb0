/**
 * Activations: those that ONNX has by name, others by their formula.
 * @module
 */

import { makingOf } from '../../../core/madeBy.ts';
import type { Shape } from '../../../core/shape.ts';
import type { Activation } from '../../../layers/index.ts';
import { axesOf } from '../../../layers/axes.ts';
import { real, type Attributes, type Exporter, type Out } from '../exporter.ts';
import { writeProgram } from '../formulas.ts';

/** Options of an activation that a maker of the library has made. */
function optionsOf(activation: Activation): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(makingOf(activation)?.options ?? {}));
}

const numberOf = (activation: Activation, name: string, standard: number): number => {
  const value = optionsOf(activation).get(name);
  return typeof value === 'number' ? value : standard;
};

type Write = (e: Exporter, x: string, activation: Activation) => string;

const named = (type: string, attributes: Attributes = {}): Write => (e, x) => e.op(type, [x], attributes);
const gated = (gate: Write): Write => (e, x, activation) => e.op('Mul', [x, gate(e, x, activation)]);
const sigmoid = named('Sigmoid');

/** By the name that is left of the brackets. */
const WRITERS: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['sigmoid', sigmoid], ['tanh', named('Tanh')], ['softplus', named('Softplus')], ['softsign', named('Softsign')],
  ['exponential', named('Exp')], ['hardSwish', named('HardSwish')],
  ['selu', named('Selu')], ['hardSigmoid', named('HardSigmoid', { alpha: real(0.2), beta: real(0.5) })],
  ['silu', gated(sigmoid)], ['swish', gated(sigmoid)],
  ['mish', gated((e, x) => e.op('Tanh', [e.op('Softplus', [x])]))],
  ['elu', (e, x, given) => e.op('Elu', [x], { alpha: real(numberOf(given, 'alpha', 1)) })],
  ['celu', (e, x, given) => e.op('Celu', [x], { alpha: real(numberOf(given, 'alpha', 1)) })],
  ['leakyRelu', (e, x, given) => e.op('LeakyRelu', [x], { alpha: real(numberOf(given, 'alpha', 0.3)) })],
  ['relu6', (e, x) => e.op('Clip', [x, e.scalar(0), e.scalar(6)])],
  ['gelu', gelu],
]);

/** Exact by erf; ONNX has Gelu from version 20 on. */
function gelu(e: Exporter, x: string, activation: Activation): string {
  const half = e.op('Mul', [x, e.scalar(0.5)]);
  if (optionsOf(activation).get('approximate') !== true) {
    const erf = e.op('Erf', [e.op('Div', [x, e.scalar(1.4142135623730951)])]);
    return e.op('Mul', [half, e.op('Add', [erf, e.scalar(1)])]);
  }
  const cube = e.op('Mul', [e.op('Pow', [x, e.scalar(3)]), e.scalar(0.044715)]);
  const tanh = e.op('Tanh', [e.op('Mul', [e.op('Add', [x, cube]), e.scalar(0.7978845608028654)])]);
  return e.op('Mul', [half, e.op('Add', [tanh, e.scalar(1)])]);
}

/** The activation of a value whose examples have a shape. Throws FormatError for one without a formula. */
export function writeActivation(e: Exporter, activation: Activation, value: Out, shape: Shape): Out {
  const [name] = activation.name.split('('), own = makingOf(activation)?.maker ?? '';
  if (name === 'softmax' && own === 'activations/softmax') {
    const [axis] = axesOf('softmax', 'axis', numberOf(activation, 'axis', -1), shape);
    return { name: e.op('Softmax', [e.plain(value)], { axis: axis + 1 }), order: plainOrder(shape) };
  }
  if (activation.name === 'relu') return { ...value, name: e.op('Relu', [value.name]) };
  const write = WRITERS.get(name);
  if (name === 'logSoftmax') {
    return { name: e.op('LogSoftmax', [e.plain(value)], { axis: -1 }), order: plainOrder(shape) };
  }
  if (write !== undefined) return { ...value, name: write(e, value.name, activation) };
  const { formulas } = activation;
  if (formulas === undefined) throw e.fail('have an activation that is made of formulas', `'${activation.name}'`);
  const result = writeProgram(e, formulas.value, { z: value.name }).get('a') ?? '';
  return { ...value, name: result };
}

const plainOrder = (shape: Shape): number[] => Array.from({ length: shape.length + 1 }, (_, axis) => axis);

/**
 * Why a weight moves as it does: the audit's explanation and trace as plain data.
 * @module
 */
import { expectInteger } from '../../../lib/core/errors.ts';
import {
  explainGradient, formatElement, trace, type Explanation, type Source, type TracedOperation,
} from '../../../lib/audit/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import { drawEquation } from '../../explain/equation.ts';
import { drawBackward, drawForward } from '../../explain/passes.ts';
import { drawRise, reportExample } from '../../explain/reportExample.ts';
import { slips } from '../../explain/slipList.ts';
import { strongestWeight } from '../../strongestWeight.ts';
import type { ExplainArgs, LayerInfo, ReportWhy, Trace, Why } from '../protocol.ts';
import { exampleOf } from './inside.ts';
import { layerInfos } from './network.ts';
import type { Training } from './training.ts';

const MOST_PATHS = 1000, OPERATIONS = 2000, MOST_OPERATIONS = 100_000;
/** What the report derives. */
const REPORTS = { layer: 2, i: 1, j: 1 };

interface Subject {
  readonly model: Model;
  readonly x: Float32Array;
  readonly y: readonly number[];
  readonly layers: readonly LayerInfo[];
}

function subjectOf(of: ExplainArgs['of'], training: Training): Subject {
  if (of === 'report') {
    const example = reportExample(), { x } = example;
    return { ...example, layers: layerInfos(example.model, { inputs: x.length }) };
  }
  const { x, y } = exampleOf(of, training.data);
  return { model: training.model, x, y: [y ?? NaN], layers: training.layers };
}

function weightOf({ of, weight }: ExplainArgs, { model, x, y }: Subject) {
  return weight ?? (of === 'report' ? REPORTS : strongestWeight(model, x, y));
}

/** Throws as `explainGradient` does. */
export function explainWhy(args: ExplainArgs, training: Training): Why {
  const { most = 32 } = args;
  expectInteger('explain', 'most', most, 0, MOST_PATHS);
  const subject = subjectOf(args.of, training), { model, x, y } = subject, weight = weightOf(args, subject);
  const explanation = explainGradient(model, x, y, { ...weight, most });
  const { weight: own, examples: [example] } = explanation;
  return {
    symbol: own.symbol, layer: own.layer, i: own.i, j: own.j, index: own.index, value: own.value,
    units: example.values.layers.map(({ a }) => a.length),
    functions: explanation.functions, paths: explanation.paths,
    pathCount: String(explanation.pathCount), livePaths: String(explanation.livePaths),
    dead: example.dead.map(({ factor, paths }) => ({ factor, paths: String(paths) })),
    remainder: explanation.remainder, penalty: explanation.penalty, loss: explanation.loss,
    layers: example.values.layers, targets: example.values.targets,
    witnesses: {
      paths: explanation.value, backpropagated: explanation.backpropagated, ulps: explanation.ulps,
      differences: explanation.finiteDifference, hasKink: explanation.hasKink,
    },
    update: explanation.update, text: String(explanation), markdown: explanation.toMarkdown(),
    svg: explanation.toSvg(), report: args.of === 'report' ? reportOf(subject, explanation) : undefined,
  };
}

function reportOf({ model, layers }: Subject, explanation: Explanation): ReportWhy {
  const example = reportExample(), { layer, i, j } = explanation.weight;
  const isItsWeight = layer === REPORTS.layer && i === REPORTS.i && j === REPORTS.j;
  return {
    slips: slips.map(({ place, slip }) => ({ place, slip })),
    forward: drawForward(example, explanation), backward: drawBackward(example, explanation),
    equation: isItsWeight ? drawEquation(example, explanation) : undefined,
    rise: isItsWeight ? drawRise(example) : undefined, theta: model.theta.slice(), weights: layers,
  };
}

/** Throws as `trace` and `explainGradient` do. */
export function traceWhy(args: ExplainArgs, training: Training): Trace {
  const { most = OPERATIONS } = args;
  expectInteger('trace', 'most', most, 0, MOST_OPERATIONS);
  const subject = subjectOf(args.of, training), { model, x, y, layers } = subject, weight = weightOf(args, subject);
  const { symbol, index } = explainGradient(model, x, y, { ...weight, most: 0 }).weight;
  const parameter = model.parameters.find(({ offset, length }) => index >= offset && index < offset + length);
  const { layer, name, offset } = parameter ?? { layer: layers[0].name, name: 'w', offset: 0 };
  const operations: TracedOperation[] = [];
  const { operations: count } = trace(model, x, y, {
    layers: [layer], tensors: [name, `∂J/∂${name}`], indices: [index - offset],
    onOperation: (operation) => { if (operations.length < most) operations.push(operation); },
  });
  return { symbol, operations, lines: operations.map(lineOf), count };
}

function lineOf({ number, operation, operands, result, sources, ...element }: TracedOperation): string {
  const from = sources.map((source: Source) => (
    typeof source === 'object' ? formatElement(source) : typeof source === 'number' ? `#${source}` : source));
  const { layer, tensor, index } = element, place = formatElement({ layer, tensor, index });
  return `#${number} ${place} ${operation}(${operands.join(', ')}) = ${result} from ${from.join(', ')}`;
}

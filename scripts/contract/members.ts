/**
 * Activations, losses, layers, regularizers and constraints as they run: what their own `bind` returns, as text.
 * @module
 */
import { constraints, maxNorm, minMaxNorm, type Constraint } from '../../lib/constraints/index.ts';
import { sizeOf } from '../../lib/core/shape.ts';
import type { Program } from '../../lib/formula/index.ts';
import * as calls from '../../lib/kernels/allCalls.ts';
import type { List, Size, Tensor } from '../../lib/kernels/index.ts';
import { activations, type Activation } from '../../lib/layers/activations/index.ts';
import type { StateSpec } from '../../lib/layers/index.ts';
import { losses, type Loss, type LossNode } from '../../lib/losses/index.ts';
import { regularizers } from '../../lib/regularizers/index.ts';
import { listedLayers, readsInputs, sizesOf, type LayerCase } from './layerCases.ts';
import { Writer, named } from './lists.ts';
import { notation } from './notation.ts';
import { variantsOf } from './variants.ts';

/** A part of the document: text, and the formulas in it. */
export interface Part {
  readonly text: string;
  readonly programs: ReadonlySet<Program>;
}

type Phases = Readonly<Record<string, List | undefined>>;

/** The scratch of a list: names with their sizes, as they are asked for. */
class Scratch {
  readonly #sizes = new Map<string, Size>();
  readonly #nameOf: (name: string) => string;

  constructor(nameOf: (name: string) => string = (name) => name) {
    this.#nameOf = nameOf;
  }

  readonly cache = (name: string, size: Size): Tensor => {
    const shown = this.#nameOf(name);
    this.#sizes.set(shown, size);
    return named(shown);
  };

  /** A line of the listing, none where there is no scratch. */
  lines(writer: Writer): string[] {
    const all = [...this.#sizes].map(([name, size]) => `${name} ${writer.extent(size)}`);
    return all.length === 0 ? [] : [`  scratch: ${all.join(', ')}`];
  }
}

function block(title: string, phases: Phases, writer: Writer, scratch: Scratch = new Scratch()): string {
  const lines = Object.entries(phases).flatMap(([phase, list]) => {
    if (list === undefined) return [];
    const own = list.length === 0 ? ['(nothing)'] : writer.list(list);
    return own.map((line, i) => `  ${(i === 0 ? phase : '').padEnd(9)}${line}`);
  });
  return [title, ...scratch.lines(writer), ...lines].join('\n');
}

const titleOf = (name: string, options: object): string => {
  const shown = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return shown === '' ? name : `${name}({ ${shown} })`;
};

export function activationPart(): Part {
  const writer = new Writer({ n: 5 });
  const texts = Object.entries(activations).flatMap(([name, plain]) =>
    [[{}, plain] as const, ...variantsOf<Activation>('activations', name)].map(([options, activation]) => {
      const scratch = new Scratch(), { cache } = scratch, { forward, backward } = activation.bind({
        k: calls, rows: 1, width: 5, shape: [5], z: named('z'), a: named('a'), da: named('da'), dz: named('dz'), cache,
      });
      return block(titleOf(name, options), { forward, backward }, writer, scratch);
    }));
  return { text: texts.join('\n\n'), programs: writer.programs };
}

export function lossPart(): Part {
  const writer = new Writer({ outputs: 5 });
  const node: Omit<LossNode, 'cache'> = {
    k: calls, outputs: 5, prediction: named('a'), targets: named('y'), losses: named('L'),
    gradient: named('da'), logits: named('z'),
  };
  const scratchOf = (): Scratch => new Scratch((name) => (name === 'a' ? 'p' : name)); // a is the output
  const texts = Object.entries(losses).flatMap(([name, plain]) =>
    [[{}, plain] as const, ...variantsOf<Loss>('losses', name)].flatMap(([options, loss]) => {
      const scratch = scratchOf(), further = scratchOf(), { fused } = loss;
      const own = block(titleOf(name, options), { ...loss.bind({ ...node, cache: scratch.cache }) }, writer, scratch);
      if (fused === undefined) return [own];
      const title = `${titleOf(name, options)} right after ${fused.activation}`;
      const lists = fused.bind({ ...node, gradient: named('dz'), cache: further.cache });
      return [own, block(title, { ...lists }, writer, further)];
    }));
  return { text: texts.join('\n\n'), programs: writer.programs };
}

export function layerPart(): Part {
  const all = new Set<Program>();
  const texts = listedLayers().map((each) => {
    const writer = writerOf(each), text = layerBlock(each, writer);
    for (const program of writer.programs) all.add(program);
    return text;
  });
  return { text: texts.join('\n\n'), programs: all };
}

export function writerOf(each: LayerCase): Writer {
  const { inputShape, numbers, sizes } = each;
  const rows = sizes === undefined ? sizeOf(inputShape.slice(0, -1)) : 1; // with sizes, an example is one row
  return new Writer(sizesOf(each), numbers, rows);
}

/** The lists of a layer as the document has them. */
export function layerBlock(each: LayerCase, writer: Writer): string {
  const { title, layer, inputShape, inputShapes, masked } = each, hasGradient = !readsInputs(each);
  const table = (specs: readonly StateSpec[], prefix: string = ''): Record<string, Tensor> =>
    Object.fromEntries(specs.map(({ name }) => [name, named(`${prefix}${name}`)]));
  const parameters = layer.parameters(inputShape, inputShapes), state = layer.state(inputShape);
  const [y, dy] = ['y', 'dy'].map((name) => named(name));
  const inputs = inputShapes.map((shape, i) => {
    const [x, dx] = ['x', 'dx'].map((name) => named(inputShapes.length === 1 ? name : `${name}${i + 1}`));
    const valid = masked.includes(i) ? { mask: named('mask'), maskShape: shape.slice(0, 1) } : {};
    return { shape, x, dx: hasGradient ? dx : undefined, ...valid };
  });
  const scratch = new Scratch(), { cache } = scratch;
  const lists = layer.bind({
    k: calls, number: 0, inputs, outputs: [{ y, dy }], inputShape, x: inputs[0].x, dx: inputs[0].dx, y, dy, cache,
    parameters: table(parameters), gradients: table(parameters, '∇'), state: table(state),
  });
  const head = [title, ...namesOf('parameters', parameters), ...namesOf('state', state)];
  if (lists === undefined) return [...head, '  y is x, and dx is dy'].join('\n');
  const { forward, train, backward, finish } = lists;
  const isMasking = layer.maskShape(inputs.map(({ shape }) => ({ shape, mask: undefined }))) !== undefined;
  const mask = isMasking ? layer.bindMask?.({ k: calls, inputs, mask: named('mask'), cache }) : undefined;
  const phases = { mask, forward, train, backward, finish };
  return [...head, ...block('', phases, writer, scratch).split('\n').slice(1)].join('\n');
}

const namesOf = (kind: string, specs: readonly StateSpec[]): string[] =>
  (specs.length === 0 ? [] : [`  ${kind}: ${specs.map(({ name }) => name).join(', ')}`]);

export function regularizerPart(): Part {
  const programs = new Set<Program>();
  const texts = Object.entries(regularizers).map(([name, { term, gradient }]) => {
    programs.add(term).add(gradient);
    return [name, ...[...notation(term), ...notation(gradient)].map((line) => `  ${line}`)].join('\n');
  });
  return { text: texts.join('\n\n'), programs };
}

const RANGE = { minValue: 0.3, maxValue: 0.9, rate: 0.6 } as const;
/** Made so that the numbers in their formulas are known as options. */
const MADE: Readonly<Record<string, Constraint>> =
  { maxNorm: maxNorm({ maxValue: RANGE.maxValue }), minMaxNorm: minMaxNorm(RANGE) };

export function constraintPart(): Part {
  const all = 15, writer = new Writer({ rows: 5, columns: 3, 'rows × columns': all }, RANGE);
  const texts = Object.entries({ ...constraints, ...MADE }).map(([name, constraint]) => {
    const scratch = new Scratch(), { cache } = scratch;
    const list = constraint.bind({ k: calls, shape: [5, 3], w: named('w', all), cache });
    return block(name, { update: list }, writer, scratch);
  });
  return { text: texts.join('\n\n'), programs: writer.programs };
}

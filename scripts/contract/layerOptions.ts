/**
 * The options of each kind of layer, found by trying: which it takes, which must be given, whose tensor each tells of.
 * @module
 */
import { maxNorm } from '../../lib/constraints/index.ts';
import { Describer } from '../../lib/model/description/describe.ts';
import { zeros } from '../../lib/initializers/index.ts';
import type { Layer } from '../../lib/layers/index.ts';
import { layerFamily } from '../../lib/layers/named.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { listedLayers, toldLayers, type LayerCase } from './layerCases.ts';

type Options = Readonly<Record<string, unknown>>;

/** What every layer takes; the document tells of them in words. */
const COMMON = ['inputShape', 'name'];

/** A part of a tensor that is no other, by how the name of its option ends. */
const MARKS: Readonly<Record<string, () => object>> = {
  Initializer: () => (...given: Parameters<typeof zeros>) => zeros(...given), Regularizer: () => l2({ l2: 1 }),
  Constraint: () => maxNorm({ maxValue: 1 }),
};

/** A row a kind of layer: its own options, then those of each tensor. */
export function layerOptions(): string {
  const cases = [...listedLayers(), ...toldLayers()];
  const rows = layerFamily.names.map((kind) => {
    const first = cases.find(({ layer }) => layer.kind === kind), own: string[] = [];
    if (first === undefined) throw new Error(`contract: cases must have the layer ${kind}`);
    const ofTensors = new Map<string, string[]>();
    for (const { text, tensor } of optionsOf(first)) {
      if (tensor === undefined) own.push(text);
      else ofTensors.set(tensor, [...ofTensors.get(tensor) ?? [], text]);
    }
    const tensors = [...ofTensors].map(([tensor, texts]) => `${tensor}: ${texts.join(', ')}`);
    return `| \`${kind}\` | ${own.join(', ')} | ${tensors.join('; ')} |`;
  });
  return ['| Layer | Options | Options of a tensor |', '|---|---|---|', ...rows].join('\n');
}

/** Each option's name, with its default unless it must be given, and the tensor that it tells of, if it is of one. */
function optionsOf(
  { layer, inputShape, inputShapes }: LayerCase,
): { readonly text: string; readonly tensor: string | undefined }[] {
  const config: Options = layer.getConfig(), given = without(config, [...COMMON, ...absent(config)]);
  const make = (options: Options): Layer | undefined => tried(() => layerFamily.make(layer.kind, options));
  const names = Object.keys(config).filter((name) =>
    !COMMON.includes(name) && make({ ...given, [name]: config[name] }) !== undefined);
  const required = names.filter((name) => make(without(given, [name])) === undefined);
  const plain = make(without(given, names.filter((name) => !required.includes(name))))?.getConfig() ?? {};
  const numbers = required.filter((name) => typeof plain[name] === 'number');
  return names.map((name) => {
    const same = numbers.find((other) => plain[other] === plain[name]); // its default is what another option is given
    const text = required.includes(name) ? `\`${name}\`` : `\`${name}\` ${shown(same ?? plain[name])}`;
    const mark = MARKS[/[A-Z][a-z]+$/.exec(name)?.[0] ?? '']?.();
    const made = mark && make({ ...given, [name]: mark });
    const specs = made ? [...made.parameters(inputShape, inputShapes), ...made.state(inputShape)] : [];
    return { text, tensor: specs.find((spec) => Object.values<unknown>(spec).includes(mark))?.name };
  });
}

const absent = (options: Options): string[] => Object.keys(options).filter((name) => options[name] === undefined);
const without = (options: Options, names: readonly string[]): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));

/** What a function returns; undefined where it refuses. */
function tried<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** A default; a member of a family by its name. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'string') return `\`${value}\``;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value).replace('-', '−');
  if (Array.isArray(value)) return `(${value.map(shown).join(', ')})`;
  return `\`${String(new Describer('save').part(value, 'default').is).split('/')[1]}\``;
}

/**
 * Tables of what is exported, from the docstrings; and the formulas of the programs that are run, which docstrings must
 * agree with.
 * @module
 */
import * as constraints from '../../lib/constraints/index.ts';
import * as initializers from '../../lib/initializers/index.ts';
import * as activations from '../../lib/layers/activations/index.ts';
import * as layers from '../../lib/layers/index.ts';
import * as losses from '../../lib/losses/index.ts';
import * as metrics from '../../lib/metrics/index.ts';
import * as callbacks from '../../lib/model/callbacks/index.ts';
import * as regularizers from '../../lib/regularizers/index.ts';
import { brief } from './brief.ts';
import { marked } from './docstring.ts';

/**
 * What one folder offers: all that its index exports but classes, which start with a capital. To list another folder,
 * add a section.
 */
interface Section {
  readonly kind: string;
  readonly folder: string;
  readonly index: object;
  /** Exports that are none of the kind. */
  readonly besides: readonly string[];
  /** Other names, and the exports that they mean. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** From the programs; undefined where there is none. */
  readonly formulaOf?: (name: string) => string | undefined;
}

function activationFormula(name: string): string | undefined {
  const value = activations.toActivation('catalogue', 'activation', name)?.formulas?.value;
  return value && brief(value);
}

function lossFormula(name: string): string | undefined {
  const { formulas } = losses.toLoss('catalogue', 'loss', name);
  if (formulas === undefined) return undefined;
  const [term, where] = brief(formulas.term).split(', where ');
  const sum = `Σ ${/[ ]/.test(term) ? `(${term})` : term}`;
  const whole = formulas.finish === undefined ? sum : brief(formulas.finish).replace(/\btotal\b/, sum);
  return where === undefined ? whole : `${whole}, where ${where}`;
}

function regularizerFormula(name: string): string | undefined {
  const regularizer = regularizers.toRegularizer('catalogue', 'name', name);
  return regularizer && `Σ (${brief(regularizer.term)})`;
}

const sections: readonly Section[] = [
  {
    kind: 'activation', folder: 'layers/activations', index: activations,
    besides: ['activations', 'elementwiseActivation', 'toActivation'], formulaOf: activationFormula,
  },
  { kind: 'layer', folder: 'layers', index: layers, besides: Object.keys(activations) },
  {
    kind: 'loss', folder: 'losses', index: losses,
    besides: ['losses', 'meanLoss', 'pointwiseLoss', 'reduced', 'toLoss'],
    formulaOf: lossFormula,
  },
  { kind: 'metric', folder: 'metrics', index: metrics, besides: ['argmax', 'confusionMatrix', 'metrics', 'toMetric'] },
  {
    kind: 'initializer', folder: 'initializers', index: initializers,
    besides: ['initializers', 'toInitializer'], aliases: { normal: 'randomNormal', uniform: 'randomUniform' },
  },
  {
    kind: 'regularizer', folder: 'regularizers', index: regularizers,
    besides: ['pointwiseRegularizer', 'regularizers', 'toRegularizer'], formulaOf: regularizerFormula,
  },
  { kind: 'constraint', folder: 'constraints', index: constraints, besides: ['constraints', 'toConstraint'] },
  { kind: 'callback', folder: 'model/callbacks', index: callbacks, besides: [] },
];

function namesIn({ index, besides }: Section): string[] {
  return Object.keys(index).filter((name) => /^[a-z]/.test(name) && !besides.includes(name));
}

/** What is computed by a formula, and that formula as the program has it. */
export function programFormulas(): { readonly folder: string; readonly name: string; readonly formula: string }[] {
  return sections.flatMap((section) => namesIn(section).flatMap((name) => {
    const { folder, formulaOf } = section, formula = formulaOf?.(name);
    return formula === undefined ? [] : [{ folder, name, formula }];
  }));
}

/** The rows of a section. Throws where an entry has no formula or no source. */
function rowsOf(section: Section): string[][] {
  const { folder, aliases = {} } = section;
  return [...namesIn(section), ...Object.keys(aliases)].sort().map((name) => {
    const { Formula, Does, Default = '', Source } = marked(folder, aliases[name] ?? name);
    const formula = Formula ?? Does;
    if (formula === undefined || Source === undefined) {
      throw new Error(
        `catalogue: ${name} of lib/${folder} must have a Source, and a Formula or a line of what it Does`,
      );
    }
    return [`\`${name}\``, formula, Default, Source.replace(/\.$/, '')];
  });
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(section: Section): string {
  const head = line([section.kind, 'formula, or what it does', 'default', 'source']);
  return [head, '|---|---|---|---|', ...rowsOf(section).map(line)].join('\n');
}

/** The tables as Markdown, by the documents that have them; where a document has two, an empty line is between. */
export function catalogues(): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  for (const section of sections) {
    const document = `lib/${section.folder.split('/')[0]}/README.md`, before = tables.get(document);
    tables.set(document, before === undefined ? table(section) : `${before}\n\n${table(section)}`);
  }
  return tables;
}

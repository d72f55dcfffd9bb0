/**
 * One table of what can be named: formulas from the programs that are run, defaults and sources from the docstrings.
 * @module
 */
import { activations, toActivation } from '../../lib/layers/index.ts';
import { losses, toLoss } from '../../lib/losses/index.ts';
import { metrics } from '../../lib/metrics/index.ts';
import { brief } from './brief.ts';
import { marked } from './docstring.ts';

/** What one folder offers. To list another, add a section. */
interface Section {
  readonly kind: string;
  readonly folder: string;
  readonly names: readonly string[];
  /** From the programs; undefined where the docstring says it. */
  readonly formulaOf: (name: string) => string | undefined;
}

function lossFormula(name: string): string | undefined {
  const { formulas } = toLoss('catalogue', name, losses);
  if (formulas === undefined) return undefined;
  const [term, where] = brief(formulas.term).split(', where ');
  const sum = `Σ ${/[ ]/.test(term) ? `(${term})` : term}`;
  const whole = formulas.finish === undefined ? sum : brief(formulas.finish).replace(/\btotal\b/, sum);
  return where === undefined ? whole : `${whole}, where ${where}`;
}

const sections: readonly Section[] = [
  {
    kind: 'activation', folder: 'layers/activations', names: Object.keys(activations),
    formulaOf: (name) => {
      const value = toActivation('catalogue', name, activations)?.formulas?.value;
      return value && brief(value);
    },
  },
  { kind: 'layer', folder: 'layers', names: ['prelu'], formulaOf: () => undefined },
  { kind: 'loss', folder: 'losses', names: Object.keys(losses), formulaOf: lossFormula },
  { kind: 'metric', folder: 'metrics', names: Object.keys(metrics), formulaOf: () => undefined },
];

/** The table as Markdown. Throws where an entry has no formula or no source. */
export function catalogue(): string {
  const rows = sections.flatMap(({ kind, folder, names, formulaOf }) => names.map((name) => {
    const { Formula, Default = '', Source } = marked(folder, name);
    const formula = Formula ?? formulaOf(name);
    if (formula === undefined || Source === undefined) throw new Error(`catalogue: lib/${folder}/${name}.ts must have a Source, and a Formula or program`);
    return [kind, `\`${name}\``, formula, Default, Source.replace(/\.$/, '')];
  }));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(['', 'name', 'formula', 'default', 'source']), '|---|---|---|---|---|', ...rows.map(line)].join('\n');
}

/**
 * The report's equation 2.2 in full: ∂J/∂w²₁₁ of its 3-2-3-2 network as one expression, in symbols and in numbers.
 * @module
 */
import type { Explanation } from '../../lib/audit/index.ts';
import { unitSymbol, weightSymbol } from '../../lib/audit/explain/symbols.ts';
import { asFactor, shown } from './numbers.ts';
import type { ReportExample } from './reportExample.ts';

/** The factors of a term, each with its symbol and its number. */
type Factors = readonly (readonly [symbol: string, value: number])[];

const relu = (layer: number, unit: number, z: ArrayLike<number> | undefined): readonly [string, number] =>
  [`ReLU′(${unitSymbol('z', layer, unit + 1)})`, (z?.[unit] ?? NaN) > 0 ? 1 : 0];

/** Of each output k, the factor before the brackets and the terms within. */
function termsOf({ model: { theta, parameters }, y }: ReportExample, { examples: [{ values }] }: Explanation) {
  const { layers } = values;
  const [, w3, w4] = parameters.filter(({ name }) => name === 'w');
  const weight = ({ offset, shape }: typeof w3, i: number, j: number): number => theta[offset + j * shape[1] + i];
  return y.map((target, k) => ({
    outer: [
      [`(${unitSymbol('a', 4, k + 1)} − y${'₁₂'[k]})`, layers[3].a[k] - target], relu(4, k, layers[3].z),
    ] satisfies Factors,
    inner: Array.from({ length: w3.shape[1] }, (_, l): Factors => [
      [weightSymbol(4, k + 1, l + 1), weight(w4, k, l)], relu(3, l, layers[2].z),
      [weightSymbol(3, l + 1, 1), weight(w3, l, 0)], relu(2, 0, layers[1].z), ['a¹₁', layers[0].a[0]],
    ]),
  }));
}

/** In the report's factored form, with all products that end as 0; then the six paths, each expanded. */
export function drawEquation(example: ReportExample, explanation: Explanation): string {
  const terms = termsOf(example, explanation);
  const written = (part: (factor: Factors[number]) => string): string => terms.map(({ outer, inner }, k) => {
    const start = `  ${k === 0 ? '=' : '+'} ${outer.map(part).join(' · ')} · ( `;
    const indent = `\n${' '.repeat(start.length - 2)}+ `;
    return `${start}${inner.map((factors) => factors.map(part).join(' · ')).join(indent)} )`;
  }).join('\n');
  const paths = terms.flatMap(({ outer, inner }, k) => inner.map((factors, l) => {
    const all = [...outer, ...factors], product = all.reduce((value, [, factor]) => value * factor, 1);
    const worked = `${all.map(([, value]) => asFactor(value)).join(' · ')} = ${shown(product === 0 ? 0 : product)}`;
    return `  by a³${'₁₂₃'[l]} and a⁴${'₁₂'[k]}   ${worked}`;
  }));
  const symbols = written(([symbol]) => symbol), count = (text: string): number => text.split('ReLU′').length - 1;
  const inPaths = terms.reduce(
    (sum, { outer, inner }) => sum + inner.length * count([...outer, ...inner[0]].join(' ')), 0,
  );
  return [
    'Equation 2.2 in full: ∂J/∂w²₁₁', symbols, '', written(([, value]) => asFactor(value)),
    `  = ${shown(explanation.value)}`,
    `\n  ReLU′ stands ${count(symbols)} times in it, and ${inPaths} times where every path is a product of its own:`,
    ...paths,
  ].join('\n');
}

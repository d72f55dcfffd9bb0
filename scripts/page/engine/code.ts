/**
 * A setting as a program for `npm install bitgrad`, and as a line for a terminal.
 * @module
 */
import { printSetting } from '../address.ts';
import type { Code, DataInfo } from '../protocol.ts';
import type { LayerSetting, OptimizerSetting, Setting } from '../setting.ts';
import { dataPart, type Part } from './codeOfData.ts';
import { lossFor } from './network.ts';

/** Both come to the same θ after so many steps, at least one. */
export function codeOf(setting: Setting, info: DataInfo, steps: number): Code {
  const { batchSize, seed } = setting, data = dataPart(setting), network = networkPart(setting, info);
  const optimizer = optimizerPart(setting.optimizer), size = Math.min(batchSize, info.train);
  const imports = merged([
    { 'node:crypto': ['createHash'] }, data.imports, network.imports, optimizer.imports,
  ]);
  const program = [
    ...imports, '', ...data.lines, '',
    `const model = sequential([`, ...network.lines.map((line) => `  ${line},`), `], { seed: ${seed} });`,
    `model.compile({ optimizer: ${optimizer.lines[0]}, loss: '${lossFor(info).name}' });`,
    `await model.fit(x, y, { batchSize: ${size}, epochs: ${Math.ceil(steps / info.steps)}, maxIterations: ${steps} });`,
    '', 'const { buffer, byteOffset, byteLength } = model.theta;',
    `console.log(createHash('sha256').update(new Uint8Array(buffer, byteOffset, byteLength)).digest('hex'));`, '',
  ].join('\n');
  const address = printSetting(setting).replaceAll('\'', '%27'), { data: own } = setting;
  const file = own.kind === 'csv' && !address.includes(`${own.sha256},`) ? ' --table table.csv' : '';
  return { program, command: `npx bitgrad train --setting '${address}'${file} --max-iterations ${steps}` };
}

/** `import { … } from '…';`, built-in modules first. */
function merged(all: readonly Part['imports'][]): string[] {
  const names = new Map<string, Set<string>>();
  for (const imports of all) {
    for (const [entry, own] of Object.entries(imports)) {
      names.set(entry, new Set([...names.get(entry) ?? [], ...own]));
    }
  }
  const entries = [...names].sort(([a], [b]) => (
    Number(b.startsWith('node:')) - Number(a.startsWith('node:')) || (a < b ? -1 : 1)));
  return entries.map(([entry, own]) => `import { ${[...own].sort().join(', ')} } from '${entry}';`);
}

function networkPart({ layers, regularizer }: Setting, { inputs, task, classes }: DataInfo): Part {
  const own = regularizer && `${regularizer.name}({ ${regularizer.name}: ${regularizer.rate} })`;
  const more = (isFirst: boolean): string => (
    `${own === undefined ? '' : `, kernelRegularizer: ${own}`}${isFirst ? `, inputShape: [${inputs}]` : ''}`);
  const hidden = layers.flatMap(({ units, activation, dropout, initializer }: LayerSetting, i) => [
    `dense({ units: ${units}, activation: '${activation}', kernelInitializer: '${initializer}'${more(i === 0)} })`,
    ...(dropout > 0 ? [`dropout({ rate: ${dropout} })`] : []),
  ]);
  const last = task === 'classification' ? `units: ${classes.length}, activation: 'softmax'` : 'units: 1';
  return {
    imports: {
      bitgrad: ['dense', 'sequential', ...(layers.some(({ dropout }) => dropout > 0) ? ['dropout'] : [])],
      ...(regularizer !== undefined && { 'bitgrad/regularizers': [regularizer.name] }),
    },
    lines: [...hidden, `dense({ ${last}${more(layers.length === 0)} })`],
  };
}

function optimizerPart({ name, learningRate, options }: OptimizerSetting): Part {
  const more = Object.keys(options).sort().map((own) => `${own}: ${options[own]}`);
  const words = [`learningRate: ${learningRate}`, ...more];
  return { imports: { 'bitgrad/optimizers': [name] }, lines: [`${name}({ ${words.join(', ')} })`] };
}

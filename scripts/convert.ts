/**
 * `bitgrad convert`: a model of one library's file, written for another.
 * @module
 */
import { resolve } from 'node:path';
import type { Model } from '../lib/index.ts';
import { writeFileAtomically } from '../lib/node/index.ts';
import { tryInput } from './command/inputs.ts';
import { say } from './command/output.ts';
import { tryReplacedFile } from './command/outputs.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { UsageError } from './command/usageError.ts';
import { formatToRead, formatToWrite } from './convert/formats.ts';
import { convert } from './convert/options.ts';
import { hashParameters } from './train/ending.ts';

const count = (many: number, what: string): string => `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;

export const run: Run = commandOf(convert, async ({ operands: [input, output], ...options }) => {
  const written = formatToWrite(output); // before a file is opened
  if (resolve(input) === resolve(output)) {
    throw new UsageError(`OUT must be another file than IN, got '${output}' twice`);
  }
  tryInput('IN', input);
  const read = formatToRead(input), notes: string[] = [];
  tryReplacedFile('OUT', output);

  const model = await read.read(input, { ...options, note: (text) => { notes.push(text); } });
  const files = written.write(model, output, (text) => { notes.push(text); });
  for (const file of files.keys()) tryReplacedFile('OUT', file);
  for (const [file, bytes] of files) writeFileAtomically(file, bytes);

  const to = [...files].map(([file, { length }]) => ({ file, bytes: length }));
  say(`Read ${input} (${read.name}): ${described(model)}.`);
  say(`Written for ${written.name}: ${to.map(({ file, bytes }) => `${file}, ${count(bytes, 'byte')}`).join('; ')}.`);
  say(notes.length === 0 ? 'All of it travelled.' : ['What is to be known:', ...notes].join('\n- '));
  return {
    from: { file: input, format: read.name }, to: { format: written.name, files: to }, layers: model.layers.length,
    parameters: model.theta.length, compiled: model.isCompiled, parametersSha256: hashParameters(model.theta), notes,
  };
});

function described({ layers, theta, isCompiled, steps }: Model): string {
  const training = !isCompiled ? 'not compiled' : steps === 0 ? 'compiled' : `compiled, ${count(steps, 'step')} done`;
  return `${count(layers.length, 'layer')}, ${count(theta.length, 'parameter')}, ${training}`;
}

/**
 * What the docstring of an export says on its lines that start with a key, such as `Default: alpha 0.3`.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';

/** A file named for its one export, and the marked lines of that export's docstring. */
export function marked(folder: string, name: string): Readonly<Record<string, string>> {
  const file = new URL(`../../lib/${folder}/${name}.ts`, import.meta.url);
  if (!existsSync(file)) throw new Error(`catalogue: lib/${folder}/${name}.ts must be there, since ${name} is listed`);
  const text = readFileSync(file, 'utf8');
  const start = text.search(new RegExp(`^export (?:const|function|class) ${name}\\b`, 'm'));
  const comment = text.slice(text.lastIndexOf('/**', start), start);
  const lines = comment.split('\n').map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*)\s?/, '').replace(/\s*\*\/$/, ''));
  const found: Record<string, string> = {};
  for (const line of lines) {
    const match = /^(Formula|Default|Source): (.*)$/.exec(line.trim());
    if (match !== null) found[match[1]] = match[2];
  }
  return found;
}

/**
 * What the docstring of an export says where a line starts with a key, such as `Default: alpha 0.3`, up to the next key
 * or empty line.
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';

/** What is marked in the docstring of what a file of the folder exports under that name. */
export function marked(folder: string, name: string): Readonly<Record<string, string>> {
  const comment = docstring(new URL(`../../lib/${folder}/`, import.meta.url), name);
  if (comment === undefined) {
    throw new Error(`catalogue: a file of lib/${folder} must export ${name}, since it is listed`);
  }
  const lines = comment.split('\n').map((line) =>
    line.replace(/^\s*(?:\/\*\*|\*\/|\*)\s?/, '').replace(/\s*\*\/$/, ''));
  const found: Record<string, string> = {};
  let key = '';
  for (const line of lines.map((given) => given.trim())) {
    const match = /^(Formula|Does|Default|Source): (.*)$/.exec(line);
    if (match !== null) found[key = match[1]] = match[2];
    else if (line === '') key = '';
    else if (key !== '') found[key] += ` ${line}`;
  }
  return found;
}

/**
 * The comment that ends right before the export; empty where there is none, undefined where there is no such export.
 */
function docstring(folder: URL, name: string): string | undefined {
  const exported = new RegExp(`^export (?:const|function|class) ${name}\\b`, 'm');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((other) => other.endsWith('.ts'))) {
    const text = readFileSync(new URL(file, folder), 'utf8'), start = text.search(exported);
    if (start < 0) continue;
    const before = text.slice(0, start).trimEnd();
    return before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
  }
  return undefined;
}

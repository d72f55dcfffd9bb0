/**
 * What the docstring of an export says on its lines that start with a key, such as `Default: alpha 0.3`.
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';

/** The marked lines of the docstring of what a file of the folder exports under that name. */
export function marked(folder: string, name: string): Readonly<Record<string, string>> {
  const comment = docstring(new URL(`../../lib/${folder}/`, import.meta.url), name);
  if (comment === undefined) {
    throw new Error(`catalogue: a file of lib/${folder} must export ${name}, since it is listed`);
  }
  const lines = comment.split('\n').map((line) =>
    line.replace(/^\s*(?:\/\*\*|\*\/|\*)\s?/, '').replace(/\s*\*\/$/, ''));
  const found: Record<string, string> = {};
  for (const line of lines) {
    const match = /^(Formula|Does|Default|Source): (.*)$/.exec(line.trim());
    if (match !== null) found[match[1]] = match[2];
  }
  return found;
}

/**
 * The comment that ends right before the export; empty where there is none, undefined where there is no such export.
 */
function docstring(folder: URL, name: string): string | undefined {
  const exported = new RegExp(`^export (?:const|function|class) ${name}\\b`, 'm');
  for (const file of readdirSync(folder).filter((other) => other.endsWith('.ts'))) {
    const text = readFileSync(new URL(file, folder), 'utf8'), start = text.search(exported);
    if (start < 0) continue;
    const before = text.slice(0, start).trimEnd();
    return before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
  }
  return undefined;
}

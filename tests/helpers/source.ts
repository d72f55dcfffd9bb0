/**
 * Source as text, for tests of how it is written.
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** A file, of TypeScript or Markdown. */
export interface TextFile {
  /** From its folder, with slashes: of lib, 'layers/dense.ts'. */
  readonly path: string;
  readonly text: string;
}

/** The same with its code. */
export interface SourceFile extends TextFile {
  /** The text with comments and what stands in quotes blanked, line by line as long as before. */
  readonly code: string;
}

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;
const REGULAR_EXPRESSION = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const MAY_PRECEDE_ONE = /[=(,:[!&|?{};]\s*$/;
/** From a backquote, or the brace that ends an expression within a template string, to the next of either. */
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

/** Blanks comments, strings and regular expressions; expressions within template strings stay. */
export function codeOf(text: string): string {
  const openBraces: number[] = []; // within each template expression that we are in
  let code = '';
  while (code.length < text.length) {
    const at = code.length, c = text[at], inner = openBraces.length - 1;
    const endsExpression = c === '}' && openBraces[inner] === 0;
    if (c === '`' || endsExpression) {
      if (endsExpression) openBraces.pop();
      const rest = matchAt(TEMPLATE_TEXT, text, at + 1) ?? '';
      code += blank(c + rest);
      if (rest.endsWith('{')) openBraces.push(0);
      continue;
    }
    const isExpression = c === '/' && MAY_PRECEDE_ONE.test(code.slice(-40));
    const skipped = matchAt(COMMENT_OR_STRING, text, at)
      ?? (isExpression ? matchAt(REGULAR_EXPRESSION, text, at) : undefined);
    if (inner >= 0 && (c === '{' || c === '}')) openBraces[inner] += c === '{' ? 1 : -1;
    code += skipped === undefined ? c : blank(skipped);
  }
  return code;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** Every file below a folder of the repository whose name ends so, those of installed packages aside. */
export function textFiles(folder: string, ending: string = '.ts'): TextFile[] {
  const paths = (
    below: string,
  ): string[] => readdirSync(new URL(`${folder}/${below}`, ROOT), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : paths(`${below}${entry.name}/`);
    return entry.name.endsWith(ending) ? [`${below}${entry.name}`] : [];
  });
  return paths('').sort().map((path) => ({ path, text: readFileSync(new URL(`${folder}/${path}`, ROOT), 'utf8') }));
}

/** Every TypeScript file of lib. */
export function sourceFiles(): SourceFile[] {
  return textFiles('lib').map((file) => ({ ...file, code: codeOf(file.text) }));
}

/** What a file imports or re-exports. */
export interface Import {
  /** As it stands in quotes. */
  readonly from: string;
}

const IMPORT = /^(?:import|export)\s+(?:[^;'=()]*?\bfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** The imports of a file, in order. */
export function importsOf({ text }: Pick<SourceFile, 'text'>): Import[] {
  return [...text.matchAll(IMPORT)].map(([, from, dynamic]) => ({ from: from ?? dynamic }));
}

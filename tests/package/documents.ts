/**
 * The documents: every README.md of the repository and the contract, and the code blocks in them.
 * @module
 */
import { readFileSync } from 'node:fs';
import { textFiles } from '../helpers/source.ts';

export interface Block {
  /** What follows the opening fence: `ts`, `sh`, `text`, … */
  readonly language: string;
  readonly code: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The `text` block that follows with nothing but blank lines between: what the code prints. */
  readonly output: string | undefined;
}

export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** The folders that have documents, at any depth. */
const FOLDERS = ['lib', 'bench', 'scripts'];

/** The contract, whose blocks show no output: tests/scripts/contract.test.ts holds them. */
export const CONTRACT = 'lib/CONTRACT.md';

/** README.md first, then those of the folders, and the contract. */
export function documents(): readonly Document[] {
  const [readme, contract] = ['README.md', CONTRACT].map((path) =>
    ({ path, text: readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8') }));
  const others = FOLDERS.flatMap((folder) => (
    textFiles(folder, 'README.md').map(({ path, text }) => ({ path: `${folder}/${path}`, text }))
  ));
  return [readme, ...others, contract].map(({ path, text }) => ({ path, text, blocks: codeBlocks(text) }));
}

/** The document at a path. Throws where there is none. */
export function documentAt(path: string): Document {
  const found = documents().find((document) => document.path === path);
  if (found === undefined) throw new Error(`there is no document ${path}`);
  return found;
}

/** All fenced blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: { language: string; code: string; line: number; end: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w*)$/.exec(lines[i])?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`the block of line ${i + 1} must end`);
    blocks.push({ language, code: `${lines.slice(i + 1, end).join('\n')}\n`, line: i + 1, end });
    i = end;
  }
  return blocks.map(({ language, code, line, end }, i) => {
    const next = blocks.at(i + 1), between = lines.slice(end + 1, (next?.line ?? 1) - 1);
    const follows = next?.language === 'text' && between.every((each) => each.trim() === '');
    return { language, code, line, output: follows ? next.code : undefined };
  });
}

/** A document without its code blocks, line by line as long as before. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^```\w*\n[^]*?^```$/gm, (block) => block.replace(/[^\n]/g, ' '));
}

/** What stands between backquotes. */
export function coded(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
}

/** The commands of the shell blocks and those that stand in the prose, one by one, without comments. */
export function commands({ text, blocks }: Document): string[] {
  const inBlocks = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n'));
  const inProse = coded(proseOf(text)).filter((code) => /\b(?:npm|npx bitgrad) /.test(code));
  return [...inBlocks.map((line) => line.replace(/#.*$/, '')), ...inProse]
    .flatMap((line) => line.split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/**
 * A command line: which script of package.json it is, if it is one, what the command calls itself, and the words that
 * it takes.
 */
export function parts(command: string): readonly [script: string | undefined, name: string, words: readonly string[]] {
  const [line, given = ''] = command.replace(/^\w+=\S+ /, '').split(' -- '); // without a variable of the environment
  const wordsOf = (text: string): string[] =>
    (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const [, ofPackage] = /^npx bitgrad ?(.*)$/.exec(line) ?? [];
  const [, script = ''] = /^npm (?:run )?(\S+)$/.exec(line) ?? [];
  if (ofPackage === undefined && script !== 'bitgrad') {
    return [script, script.startsWith('test') ? 'npm test' : `npm run ${script}`, wordsOf(given)];
  }
  const [first, ...others] = wordsOf(ofPackage ?? given), isTwo = first === 'fleet' && others.length > 0;
  const [own, ...words] = isTwo ? [`${first} ${others[0]}`, ...others.slice(1)] : [first, ...others];
  return [ofPackage === undefined ? script : undefined, own === undefined ? 'bitgrad' : `bitgrad ${own}`, words];
}

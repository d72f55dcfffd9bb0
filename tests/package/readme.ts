/**
 * The README's code blocks.
 * @module
 */

export interface Block {
  /** What follows the opening fence: `ts`, `sh`, `text`, … */
  readonly language: string;
  readonly code: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The `text` block that follows with nothing but blank lines between: what the code prints. */
  readonly output: string | undefined;
}

/** All fenced blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: { language: string; code: string; line: number; end: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w*)$/.exec(lines[i])?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    blocks.push({ language, code: `${lines.slice(i + 1, end).join('\n')}\n`, line: i + 1, end });
    i = end;
  }
  return blocks.map(({ language, code, line, end }, i) => {
    const next = blocks.at(i + 1);
    const follows = next?.language === 'text' && lines.slice(end + 1, next.line - 1).every((between) => between.trim() === '');
    return { language, code, line, output: follows ? next.code : undefined };
  });
}

/** The commands of the shell blocks, one by one, without comments. */
export function commands(blocks: readonly Block[]): string[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .flatMap((line) => line.replace(/#.*$/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

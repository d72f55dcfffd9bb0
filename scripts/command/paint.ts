/**
 * Styles of text on a terminal.
 * @module
 */
import type { Environment } from './readCommandLine.ts';

/** SGR codes: where a style begins and ends. */
const STYLES = { bold: [1, 22], red: [31, 39], green: [32, 39] } as const;

/** Text in a style; as it is where there are no styles. */
export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** No styles. */
export const plain: Paint = (_style, text) => text;

/**
 * The styles of a stream: FORCE_COLOR demands them, or forbids them by 0; else NO_COLOR forbids them, whatever it says;
 * else a terminal has them, unless it is dumb. As Node.js has it, and no-color.org.
 */
export function paintOf({ isTTY }: { readonly isTTY?: boolean }, environment: Environment): Paint {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  const isWanted = FORCE_COLOR !== undefined ? !['0', 'false'].includes(FORCE_COLOR)
    : (NO_COLOR ?? '') === '' && isTTY === true && TERM !== 'dumb';
  return isWanted ? (style, text) => `\x1b[${STYLES[style][0]}m${text}\x1b[${STYLES[style][1]}m` : plain;
}

/**
 * Whether markup holds together, read from its text alone.
 * @module
 */
import assert from 'node:assert/strict';

/** Elements of HTML that have no end. */
const VOID: readonly string[] = ['meta', 'br', 'hr', 'img', 'link', 'input'];

/**
 * Fails unless every element is closed in its turn, attributes are quoted, and no bare < or & is left;
 * gives the elements' names.
 */
export function elementsOf(markup: string): string[] {
  const open: string[] = [], names: string[] = [];
  const tag = /<(\/?)([a-z]\w*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi;
  const text = markup.replace(tag, (_, closing: string, name: string, attributes: string, alone: string) => {
    if (closing !== '') assert.equal(name, open.pop(), 'closed in its turn');
    else {
      names.push(name);
      if (alone === '' && !VOID.includes(name)) open.push(name);
    }
    return attributes;
  });
  assert.deepEqual(open, []);
  assert.doesNotMatch(text.replace(/^(?:<\?xml [^>]*>|<!doctype html>)/, ''), /<|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  return names;
}

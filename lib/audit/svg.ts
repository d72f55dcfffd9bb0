/**
 * SVG as text.
 * @module
 */

export type Attributes = Readonly<Record<string, string | number>>;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What no XML file may have: control characters but tab and line ends, and halves of pairs. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escape(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"]/g, (c) => ESCAPES[c]);
}

/** A number to two places: no picture needs more. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** An element with children, which are elements as text. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    ` ${key}="${escape(String(typeof value === 'number' ? round(value) : value))}"`).join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Words at (x, y), the foot of their line. */
export function label(content: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escape(content));
}

/** Elements moved by (x, y). */
export function group(x: number, y: number, ...children: readonly string[]): string {
  return element('g', { transform: `translate(${round(x)} ${round(y)})` }, ...children);
}

/** A whole file, on white. */
export function svgFile(width: number, height: number, title: string, ...children: readonly string[]): string {
  const font = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
  const page = element('svg', {
    xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': font,
    'font-size': 12, fill: '#222',
  }, element('title', {}, escape(title)), element('rect', { width, height, fill: '#fff' }), ...children);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${page}\n`;
}

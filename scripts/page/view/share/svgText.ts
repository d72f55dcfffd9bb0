/**
 * A drawing of the page as an SVG file, with the colours that it has on the page.
 * @module
 */
const PROPERTIES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-linecap', 'stroke-dasharray', 'opacity',
  'font-family', 'font-size', 'font-style', 'font-weight', 'text-anchor',
] as const;

function withStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of PROPERTIES) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value);
  }
  for (const name of ['class', 'tabindex', 'role']) to.removeAttribute(name);
  Array.from(from.children).forEach((child, i) => { withStyles(child, to.children[i]); });
}

/** The text of a file; `pictures` lie over the drawing, and go into it. */
export function svgText(drawing: SVGSVGElement, pictures: readonly HTMLCanvasElement[]): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement, { width, height } = drawing.getBoundingClientRect();
  withStyles(drawing, copy);
  const name = 'http://www.w3.org/2000/svg', ground = document.createElementNS(name, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute('xmlns', name);
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  for (const picture of pictures) {
    const image = document.createElementNS(name, 'image'), { offsetLeft, offsetTop, offsetWidth } = picture;
    const place = { href: picture.toDataURL(), x: offsetLeft, y: offsetTop, width: offsetWidth, height: offsetWidth };
    for (const [key, value] of Object.entries(place)) image.setAttribute(key, String(value));
    image.setAttribute('image-rendering', 'pixelated');
    copy.append(image);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

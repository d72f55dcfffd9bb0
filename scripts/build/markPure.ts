/**
 * Marks what a module does while it is loaded as free of effects, so that users' bundlers leave out of a chunk what
 * they do not use. That no module has effects is what `sideEffects: false` says already.
 * @module
 */
import MagicString, { type SourceMap } from 'magic-string';
import type { AstNode, Plugin } from 'rollup';

const PURE = '/* @__PURE__ */ ';
/** What a pattern's values are kept in: a name for each place in its module. */
const keptAt = (place: number): string => `kept$${place}`;

/** A node of the syntax tree, by the members that are looked at here. */
interface Node extends AstNode {
  readonly id?: Node;
  readonly name?: string;
  readonly init?: Node | null;
  readonly callee?: Node;
  readonly body: Node | readonly Node[];
  readonly declaration?: Node | null;
  readonly declarations?: readonly Node[];
  readonly static?: boolean;
  readonly value?: Node | null;
  readonly properties?: readonly Node[];
  readonly elements?: readonly (Node | null)[];
  readonly argument?: Node;
}

/** What bundlers see to have no effect by themselves. */
const HARMLESS = new Set([
  'Literal', 'Identifier', 'FunctionExpression', 'ArrowFunctionExpression', 'UnaryExpression', 'TemplateLiteral',
]);

/** Whether a value is computed, by more than a call that is marked already. */
function isComputed({ type, callee }: Node): boolean {
  return !HARMLESS.has(type) && callee?.type !== 'ArrowFunctionExpression';
}

/** The names that a pattern declares. */
function namesOf({ name, properties = [], elements = [], value, argument }: Node): string[] {
  if (name !== undefined) return [name];
  return [...properties, ...elements, value, argument].flatMap((node) => (node ? namesOf(node) : []));
}

/** Whether a class runs something when it is made. */
function runsAtOnce({ type, body }: Node): boolean {
  if (type !== 'ClassDeclaration' || !('body' in body)) return false;
  return (body.body as readonly Node[]).some((member) => (
    member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static && member.value)
  ));
}

/** `const a = f(b.c)` becomes a call, marked pure, of a function that gives `f(b.c)`. */
function markValue(text: MagicString, { id, init }: Node): void {
  if (!id || !init || !isComputed(init)) return;
  if (id.type === 'Identifier') {
    text.appendRight(init.start, `${PURE}(() => (`).appendLeft(init.end, '))()');
    return;
  }
  const kept = keptAt(id.start), names = namesOf(id);
  const apart = names.map((name) => `, ${name} = ${PURE}(() => ${kept}.${name})()`);
  text.appendRight(id.start, `${kept} = ${PURE}(() => { const `)
    .appendLeft(init.end, `; return { ${names.join(', ')} }; })()${apart.join('')}`);
}

/** A class that runs something becomes the value of such a call. */
function markClass(text: MagicString, { start, end, id }: Node): void {
  text.appendRight(start, `const ${id?.name} = ${PURE}(() => {\n`).appendLeft(end, `\nreturn ${id?.name};\n})();`);
}

/** The code with its marks; null where there is nothing to mark. */
function marked(code: string, program: { readonly body: readonly object[] }): { code: string; map: SourceMap } | null {
  const text = new MagicString(code);
  for (const statement of program.body as readonly Node[]) {
    const declared = statement.declaration ?? statement;
    if (runsAtOnce(declared)) markClass(text, declared);
    if (declared.type !== 'VariableDeclaration') continue;
    for (const each of declared.declarations ?? []) markValue(text, each);
  }
  return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) } : null;
}

/**
 * Marks each module of the library, which lies in the folder `lib`, so that rollup sees it too, and then what rollup
 * adds. Commands are not marked: what they do while they are loaded is what they are for.
 */
export function markPure(lib: string): Plugin {
  const isOurs = (id: string | null): boolean => id === null || id.startsWith(lib);
  return {
    name: 'mark pure',
    transform(code, id) {
      return isOurs(id) ? marked(code, this.parse(code)) : null;
    },
    renderChunk(code, { facadeModuleId }) {
      return isOurs(facadeModuleId) ? marked(code, this.parse(code)) : null;
    },
  };
}

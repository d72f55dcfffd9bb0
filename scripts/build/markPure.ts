/**
 * Marks what a module does while it is loaded as free of effects, so that users' bundlers leave out of a chunk what
 * they do not use. That no module has effects is what `sideEffects: false` says already.
 * @module
 */
import MagicString from 'magic-string';
import type { AstNode, Plugin } from 'rollup';

/** A node of the syntax tree, by the members that are looked at here. */
interface Node extends AstNode {
  readonly id?: Node & { readonly name: string };
  readonly init?: Node | null;
  readonly body: Node | readonly Node[];
  readonly declaration?: Node | null;
  readonly declarations?: readonly Node[];
  readonly static?: boolean;
  readonly value?: Node | null;
}

/** What bundlers see to have no effect by themselves. */
const HARMLESS = new Set([
  'Literal', 'Identifier', 'FunctionExpression', 'ArrowFunctionExpression', 'UnaryExpression', 'TemplateLiteral',
]);

/** The initial values of a statement that compute something. */
function computed({ type, declarations = [] }: Node): Node[] {
  if (type !== 'VariableDeclaration') return [];
  return declarations.flatMap(({ init }) => (init && !HARMLESS.has(init.type) ? [init] : []));
}

/** Whether a class runs something when it is made. */
function runsAtOnce({ type, body }: Node): boolean {
  if (type !== 'ClassDeclaration' || !('body' in body)) return false;
  return (body.body as readonly Node[]).some((member) => (
    member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static && member.value)
  ));
}

/** `const a = f(b.c)` becomes a call, marked pure, of a function that gives `f(b.c)`; so do classes that run code. */
export const markPure: Plugin = {
  name: 'mark pure',
  transform(code) {
    const text = new MagicString(code);
    const { body }: { readonly body: readonly object[] } = this.parse(code);
    for (const statement of body as readonly Node[]) {
      const declared = statement.declaration ?? statement;
      for (const { start, end } of computed(declared)) {
        text.appendRight(start, '/* @__PURE__ */ (() => (').appendLeft(end, '))()');
      }
      if (!runsAtOnce(declared)) continue;
      const { start, end, id } = declared;
      text.appendRight(start, `const ${id?.name} = /* @__PURE__ */ (() => {\n`)
        .appendLeft(end, `\nreturn ${id?.name};\n})();`);
    }
    return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) } : null;
  },
};

/**
 * What the entries of the package export, as editors show it: read by the compiler.
 * @module
 */

import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  API, SignatureKind, SymbolFlags, type Checker, type Project, type Symbol, type Type,
} from 'typescript/unstable/sync';

/** A member of an interface or class. */
export interface Member {
  readonly name: string;
  readonly docstring: string;
  readonly isOptional: boolean;
  readonly isMethod: boolean;
}

/** One export of the package, under the first entry that has it. */
export interface Exported {
  readonly entry: string;
  readonly name: string;
  readonly docstring: string;
  readonly isFunction: boolean;
  /** How many parameters a function takes. */
  readonly parameters: number;
  /** The type of the first one, and that of the result, by name; of a constant its type. */
  readonly takes: string;
  readonly gives: string;
  /** The classes that the result, or a constant, descends from. */
  readonly kinds: readonly string[];
  /** Of an interface, a class or a type: those of this package. */
  readonly members: readonly Member[];
}

const root = `${realpathSync(fileURLToPath(new URL('../..', import.meta.url))).replaceAll('\\', '/')}/`;

/** The file of lib that an entry is. */
function indexOf(entry: string): string {
  return `${root}lib/${entry === '.' ? '' : `${entry.slice(2)}/`}index.ts`;
}

/** All that the entries export, each once. */
export function allExported(): readonly Exported[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [`${root}tsconfig.json`] }).getProjects()[0];
    const seen = new Set<number>();
    return entries.flatMap((entry) => symbolsOf(project, entry).flatMap(({ name, symbol }) => {
      if (seen.has(symbol.id)) return [];
      seen.add(symbol.id);
      return [exportedOf(project.checker, entry, name, symbol)];
    }));
  } finally {
    api.close();
  }
}

function symbolsOf({ checker, program }: Project, entry: string): { name: string; symbol: Symbol }[] {
  const file = program.getSourceFile(indexOf(entry)), module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${indexOf(entry)} must be a module`);
  return checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    symbol: (symbol.flags & SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

function exportedOf(checker: Checker, entry: string, name: string, symbol: Symbol): Exported {
  const isValue = (symbol.flags & (SymbolFlags.Function | SymbolFlags.Variable)) !== 0;
  const type = isValue ? checker.getTypeOfSymbol(symbol) : checker.getDeclaredTypeOfSymbol(symbol);
  if (type === undefined) throw new Error(`${name} must have a type`);
  const [signature] = isValue ? checker.getSignaturesOfType(type, SignatureKind.Call) : [];
  const first = signature?.getParameters()[0], firstType = first && checker.getTypeOfSymbol(first);
  const isSelf = signature === undefined || VALUES.has(checker.typeToString(type));
  const given = isSelf ? type : checker.getReturnTypeOfSignature(signature);
  return {
    entry, name, docstring: symbol.getDocumentationComment(checker), isFunction: signature !== undefined,
    parameters: isSelf ? 0 : signature.getParameters().length,
    takes: firstType === undefined ? '' : checker.typeToString(firstType),
    gives: given === undefined ? '' : checker.typeToString(given),
    kinds: given === undefined ? [] : lineage(checker, given),
    members: isValue ? [] : checker.getPropertiesOfType(type).flatMap((member) => membersOf(checker, member)),
  };
}

/** Types of functions that are values of a kind of their own. */
const VALUES: ReadonlySet<string> = new Set(['Initializer', 'Schedule']);

function lineage(checker: Checker, type: Type): string[] {
  const declared = type.isTypeReference() ? type.getTarget() : type;
  const bases = declared.isClassOrInterface() ? checker.getBaseTypes(declared) : [];
  return [checker.typeToString(type), ...bases.flatMap((base) => lineage(checker, base))];
}

function membersOf(checker: Checker, member: Symbol): Member[] {
  const declared = member.declarations[0], isPrivate = member.name.includes('#');
  const isOurs = declared?.path.toLowerCase().startsWith(`${root}lib/`.toLowerCase());
  if (isPrivate || isOurs !== true) return [];
  return [{
    name: member.name, docstring: member.getDocumentationComment(checker),
    isOptional: (member.flags & SymbolFlags.Optional) !== 0, isMethod: (member.flags & SymbolFlags.Method) !== 0,
  }];
}

/**
 * What is published, made of what the compiler has written to `dist`.
 *
 * An entry keeps its path, so that `package.json` is true of both. What lies beside `dist/lib`, the commands with what
 * they need, stays a file each, and finds lib in the chunks.
 * @module
 */
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { rollup, type InputOption, type OutputOptions, type Plugin, type RollupBuild } from 'rollup';
import { markPure } from './markPure.ts';

const DIST: string = fileURLToPath(new URL('../../dist', import.meta.url));
const LIB = join(DIST, 'lib') + sep;
/** The entry that all others share their modules with. */
const ROOT_ENTRY = 'lib/index.js';
/** The entries whose names the file for pages has: what most programs need, and what goes in and comes out. */
const PAGE_ENTRIES = [ROOT_ENTRY, 'lib/data/index.js', 'lib/formats/index.js'];
const TARGET = 'es2022';

/** Where a module says that a thread runs the one beside it, and where that is said until a chunk has its place. */
const BESIDE = /(?<=new URL\(')\.\/main\.js(?=', import\.meta\.url\))/g, PLACED = /\.\/thread:lib\/([\w/]+\.js)/g;

/** How the compiler imports a module that a user names, whose ending it would change where that is a path. */
const NAMED = /import\(__rewriteRelativeImportExtension\((.*?)\)\)/g;

/** Reads what the compiler has written, with the map that leads to its source. */
const compiled: Plugin = {
  name: 'compiled',
  load(id) {
    const map = `${id}.map`, beside = `./thread:${relative(DIST, dirname(id)).replaceAll(sep, '/')}/main.js`;
    const code = readFileSync(id, 'utf8').replace(BESIDE, beside).replace(NAMED, 'import($1)');
    return { code, map: existsSync(map) ? readFileSync(map, 'utf8') : null };
  },
};

/** Says where the modules of threads lie, seen from a chunk; `lib` is the folder that takes the place of lib. */
function placing(lib: string): Plugin {
  return {
    name: 'placing',
    renderChunk: (code, { fileName }) => ({
      map: null,
      code: code.replace(PLACED, (_, path: string) => {
        const from = posix.relative(posix.dirname(fileName), `${lib}/${path}`);
        return from.startsWith('.') ? from : `./${from}`;
      }),
    }),
  };
}

/** Drops comments, which declarations and sources have, but for those that say what may be dropped. */
const plain: Plugin = {
  name: 'plain',
  renderChunk: (code) => transform(code, { target: TARGET, sourcemap: true, legalComments: 'none' }),
};

const minified: Plugin = {
  name: 'minified',
  renderChunk: (code) => transform(code, { target: TARGET, sourcemap: true, minify: true, format: 'esm' }),
};

/** Paths from `dist` of its files that end so. */
function filesOf(end: string): string[] {
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => name.replaceAll(sep, '/'));
}

/** Paths from `dist` of the package's entries. */
function entriesOf(manifest: string): string[] {
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, unknown> };
  return Object.keys(exports).filter((key) => !key.endsWith('.json'))
    .map((key) => `lib/${key === '.' ? '' : `${key.slice(2)}/`}index.js`);
}

/** Paths from `dist` of the modules that threads run: they are written as entries are. */
function threadsOf(): string[] {
  const starters = filesOf('.js').filter((path) => (
    path.startsWith('lib/') && readFileSync(join(DIST, path), 'utf8').search(BESIDE) >= 0));
  return [...new Set(starters.map((path) => `${posix.dirname(path)}/main.js`))];
}

/**
 * Warnings of what the compiler writes where a module imports one that a user names, and of modules that have types
 * alone.
 */
const HARMLESS: ReadonlySet<string | undefined> = new Set(['THIS_IS_UNDEFINED', 'EMPTY_BUNDLE']);

/** What has been read, and by each module's full path those that it imports. */
interface Read {
  readonly build: RollupBuild;
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads modules and all that they import, but for what another has read. Throws an Error for what rollup only warns of.
 */
async function read(input: InputOption, other?: Read, plugins: readonly Plugin[] = []): Promise<Read> {
  const imports = new Map<string, readonly string[]>();
  const listening: Plugin = {
    name: 'listening', moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds),
  };
  const build = await rollup({
    input, plugins: [...plugins, compiled, markPure(LIB), listening], external: /^node:/,
    cache: other?.build.cache ?? true,
    treeshake: { moduleSideEffects: (id) => !id.startsWith(LIB) || id.endsWith(`${sep}main.js`) },
    onLog: (level, { message, code }) => {
      if (level === 'warn' && !HARMLESS.has(code)) throw new Error(message);
    },
  });
  return { build, imports };
}

function readEntries(paths: readonly string[], other?: Read): Promise<Read> {
  return read(Object.fromEntries(paths.map((path) => [path.replace(/\.js$/, ''), join(DIST, path)])), other);
}

/** Reads all names of several entries as one module. */
function readPage(paths: readonly string[], other: Read): Promise<Read> {
  const names = paths.map((path) => `export * from ${JSON.stringify(join(DIST, path))};\n`).join('');
  return read('page', other, [{
    name: 'page', resolveId: (id) => (id === 'page' ? id : null), load: (id) => (id === 'page' ? names : null),
  }]);
}

/** A module and all that it imports, by others too. */
function reached(imports: Read['imports'], from: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const next of imports.get(from) ?? []) reached(imports, next, seen);
  return seen;
}

const common: OutputOptions = {
  sourcemap: true, sourcemapExcludeSources: true, generatedCode: 'es2015', freeze: false,
};

/**
 * Writes entries, and one chunk of all that `bitgrad` reaches, so that who imports this asks for two files; other
 * entries have what is theirs alone. `lib` is the folder that takes the place of lib.
 */
async function writeEntries({ build, imports }: Read, format: 'es' | 'cjs', lib: string): Promise<void> {
  const shared = reached(imports, join(DIST, ROOT_ENTRY));
  await build.write({
    ...common, dir: DIST, format, plugins: [placing(lib), plain], hoistTransitiveImports: false,
    entryFileNames: ({ name }) => `${name.replace(/^lib/, lib)}.js`, chunkFileNames: `${lib}/chunks/[name].js`,
    manualChunks: (id, { getModuleInfo }) => (shared.has(id) && !getModuleInfo(id)?.isEntry ? 'shared' : undefined),
  });
  await build.close();
}

/** Keeps the declarations that those of the entries lead to, and copies them to where CommonJS lies. */
function placeDeclarations(entries: readonly string[]): void {
  const needed = new Set<string>();
  const need = (path: string): void => {
    if (needed.has(path)) return;
    needed.add(path);
    for (const [, from] of readFileSync(join(DIST, path), 'utf8').matchAll(IMPORTED)) {
      need(posix.join(posix.dirname(path), from.replace(/ts$/, 'd.ts')));
    }
  };
  for (const path of entries) need(path.replace(/js$/, 'd.ts'));
  for (const path of filesOf('.d.ts')) {
    for (const name of [path, `${path}.map`]) {
      if (needed.has(path)) cpSync(join(DIST, name), join(DIST, name.replace('lib', 'cjs')));
      else rmSync(join(DIST, name));
    }
  }
  writeFileSync(join(DIST, 'cjs', 'package.json'), '{ "type": "commonjs", "sideEffects": false }\n');
}

/** Where a declaration says `from './x.ts'` or `import('./x.ts')`. */
const IMPORTED = /\b(?:from |import\()['"](\.[^'"]+\.ts)['"]/g;

/** Bundles in place. */
export async function bundle(): Promise<void> {
  const entries = entriesOf(join(dirname(DIST), 'package.json'));
  const before = filesOf('.js'), beside = before.filter((path) => !path.startsWith('lib/'));
  const threads = threadsOf(), modules = await readEntries([...entries, ...threads, ...beside]);
  const commonJs = await readEntries([...entries, ...threads], modules), page = await readPage(PAGE_ENTRIES, modules);
  for (const path of before.flatMap((name) => [name, `${name}.map`])) rmSync(join(DIST, path), { force: true });
  await writeEntries(modules, 'es', 'lib');
  await writeEntries(commonJs, 'cjs', 'cjs');
  placeDeclarations(entries);
  const plugins = [placing('lib'), minified];
  await page.build.write({ ...common, file: join(DIST, 'bitgrad.min.js'), format: 'es', plugins });
  await page.build.close();
}

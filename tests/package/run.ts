/**
 * `npm run test:package`: bitgrad as it is published, loaded in every way.
 * @module
 */
import { spawn } from 'node:child_process';
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from '../../scripts/build/installTools.ts';
import { say } from '../../scripts/command/output.ts';
import { runCommand } from '../../scripts/command/runCommand.ts';
import { UsageError, messageOf } from '../../scripts/command/usageError.ts';
import { engines } from '../../scripts/sameBits/engines.ts';
import { testPackage } from './options.ts';
import { ROOT, run } from './packed.ts';
import { asModule, toldBy } from './training.ts';
import { OLDER } from './versions.ts';
import { NEWEST, NODES, pageWays, ways, type PageWay, type Way } from './ways.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TOOLS = join(HERE, 'node_modules');
const WIDTH = 76;
/** A way that takes so many milliseconds is given up. */
const SILENCE = 240_000;

/** What is run for the first word of a command. */
function programOf(word: string): readonly string[] {
  const isNode = NODES.includes(word), platform = `${process.platform}-${process.arch}`;
  const node = join(TOOLS, `${isNode ? word : NEWEST}-${platform}`, 'bin', 'node');
  if (isNode) return [node];
  if (word === 'deno' || word === 'bun') {
    const scope = join(TOOLS, word === 'bun' ? '@oven' : '@deno');
    const found = existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name)) : [];
    return [found.flatMap((folder) => [join(folder, 'bin', word), join(folder, word)]).find(existsSync) ?? word];
  }
  const name = word === 'attw' ? '@arethetypeswrong/cli' : word === 'webpack' ? 'webpack-cli' : word;
  const folder = join(TOOLS, name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as
    { readonly bin: string | Readonly<Record<string, string>> };
  const path = typeof bin === 'string' ? bin : bin[word] ?? bin['tsc'] ?? Object.values(bin)[0];
  const isBinary = word === 'esbuild';
  return isBinary ? [join(folder, path)] : [node, join(folder, path)];
}

/** All that a command prints. Rejects where it fails. */
function outputOf(line: string, cwd: string): Promise<string> {
  const [word, ...args] = line.split(' '), [program, ...first] = programOf(word);
  const env = { ...process.env, NO_COLOR: '1', CI: '1', FORCE_COLOR: undefined };
  const child = spawn(program, [...first, ...args], { cwd, env, timeout: SILENCE });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { output += part; });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${line} ended with ${status}:\n${output}`));
    });
  });
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What is wrong with a way; undefined where nothing is. */
async function tryWay({ files, commands, prints }: Way, folder: string, expected: string): Promise<string | undefined> {
  writeFiles(folder, files);
  const outputs: string[] = [];
  for (const command of commands) outputs.push(await outputOf(command, folder));
  const output = outputs.join('\n');
  if (prints === undefined) return compared(output, expected);
  const isRight = typeof prints === 'string' ? inOne(prints) === inOne(output) : prints.test(output);
  return isRight ? undefined : `it printed\n${output}`;
}

/** Bun puts each member of an object on a line of its own, with a comma behind it. */
const inOne = (text: string): string => text.replace(/,?\s+/g, ' ');

function compared(output: string, expected: string): string | undefined {
  const told = toldBy(output);
  return told === expected ? undefined : `θ has SHA-256 ${told}, expected ${expected}; it printed\n${output}`;
}

type Browser = (typeof engines)[number];

async function tryPage(
  { files, commands = [], webAssembly, tells, prints }: PageWay, browser: Browser, folder: string, expected: string,
): Promise<string | undefined> {
  const program = browser.find();
  if (program === undefined) return `${browser.name} is absent: ${browser.got}`;
  writeFiles(folder, files);
  for (const command of commands) await outputOf(command, folder);
  symlinkSync(join(dirname(folder), 'node_modules', 'bitgrad'), join(folder, 'bitgrad'), 'junction');
  const heard: object[] = [], signal = AbortSignal.timeout(SILENCE / 4);
  await browser.run(program, {
    folder, request: { webAssembly, words: [] }, signal, hear: (message) => { heard.push(message); },
  });
  const output = JSON.stringify(heard);
  if (tells !== undefined && !tells.test(output)) return `it told ${output}`;
  if (prints === undefined) return compared(output, expected);
  return output === JSON.stringify([{ printed: prints.trimEnd() }, { done: true }]) ? undefined : `it told ${output}`;
}

/** Packs, and installs the tarball where the tools are found too; and once more, as another version. */
function prepare(directory: string): void {
  run('npm', ['pack', '--pack-destination', directory], ROOT);
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  cpSync(join(directory, tarball), join(directory, 'bitgrad.tgz'));
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(directory, tarball)];
  run('npm', install, directory);
  const older = join(directory, 'node_modules', OLDER), manifest = join(older, 'package.json');
  cpSync(join(directory, 'node_modules', 'bitgrad'), older, { recursive: true });
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": ".*"/, '"version": "0.1.9"'));
  for (const name of readdirSync(TOOLS).filter((each) => !each.startsWith('.'))) {
    symlinkSync(join(TOOLS, name), join(directory, 'node_modules', name), 'junction');
  }
}

await runCommand(testPackage, async ({ operands: words }) => {
  installTools(HERE);
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-ways-'));
  const isWanted = (name: string): boolean => words.length === 0 || words.some((word) => name.includes(word));
  let wrong = 0, number = 0;
  const tell = async (name: string, attempt: (folder: string) => Promise<string | undefined>): Promise<void> => {
    if (!isWanted(name)) return;
    const fault = await attempt(join(directory, `way${++number}`)).catch(messageOf);
    say(`${name.padEnd(WIDTH)} ${fault === undefined ? 'works' : `does not: ${fault}`}`);
    if (fault !== undefined) wrong++;
  };
  try {
    prepare(directory);
    const source = asModule(undefined, join(ROOT, 'lib', 'index.ts'));
    const printed = run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], ROOT);
    const expected = toldBy(printed) ?? '';
    for (const way of ways) await tell(way.name, (folder) => tryWay(way, folder, expected));
    for (const browser of engines.filter(({ name }) => name === 'chromium' || name === 'firefox')) {
      for (const way of pageWays.filter(({ only = browser.name }) => only === browser.name)) {
        await tell(`${browser.name}, ${way.name}`, (folder) => tryPage(way, browser, folder, expected));
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  if (number === 0) throw new UsageError(`no way has ${words.join(' or ')} in its name`);
  say(`${number - wrong} of ${number} ways work`);
  return { ok: wrong === 0 };
});

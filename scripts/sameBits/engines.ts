/**
 * The engines, where each is found, and how it is made to train.
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Message, Request } from '../../tests/engines/report.ts';
import { ROOT, isPackage } from '../command/place.ts';
import { runBrowser } from './runBrowser.ts';
import { runProcess } from './runProcess.ts';

export interface Job {
  /** The repository, compiled. */
  readonly folder: string;
  readonly request: Request;
  readonly hear: (message: Message) => void;
  readonly signal: AbortSignal;
}

/** Trains by a program. Rejects where that fails. */
export type Run = (program: string, job: Job) => Promise<void>;

export interface EngineEntry {
  readonly name: string;
  /** Its program; undefined where it is absent. */
  find(): string | undefined;
  /** How it is got. */
  readonly got: string;
  readonly run: Run;
}

const PACKAGES = join(ROOT, 'tests', 'engines', 'node_modules');
const BY_NPM = 'npm ci --prefix tests/engines --ignore-scripts';

/** The program of a package that is installed: npm installs those that fit the machine only. */
function installed(scope: string, start: string, ...path: readonly string[]): string | undefined {
  const folder = join(PACKAGES, scope);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(start)) : [];
  return names.map((name) => join(folder, name, ...path)).find((program) => existsSync(program));
}

/** The first program of these names on the PATH. */
function onPath(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((program) => existsSync(program));
}

const OWN = Number.parseInt(process.versions.node, 10);

function node(major: number): EngineEntry {
  return {
    name: `node${major}`, got: BY_NPM, run: runProcess([]),
    find: () => (major === OWN ? process.execPath : installed('', `node-${major}-`, 'bin', 'node')),
  };
}

const HEADLESS_CHROMIUM = [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
/** Nothing but the page asks the network. */
const QUIET_FIREFOX = [
  'app.normandy.enabled', 'app.update.enabled', 'browser.safebrowsing.downloads.remote.enabled',
  'browser.safebrowsing.malware.enabled', 'browser.safebrowsing.phishing.enabled', 'browser.shell.checkDefaultBrowser',
  'datareporting.healthreport.uploadEnabled', 'datareporting.policy.dataSubmissionEnabled',
  'extensions.update.enabled', 'network.captive-portal-service.enabled', 'network.connectivity-service.enabled',
].map((name) => `user_pref("${name}", false);\n`).join('');

/** Nodes that a clone installs beside its own. */
const OTHERS = isPackage ? [] : [20, 22, 24].filter((major) => major !== OWN);

/** The Node that runs this is the first, so that something is compared always. */
export const engines: readonly EngineEntry[] = [
  node(OWN), ...OTHERS.map(node),
  {
    name: 'bun', got: isPackage ? 'a Bun on the PATH' : BY_NPM, run: runProcess([]),
    find: () => installed('@oven', 'bun-', 'bin', 'bun') ?? onPath('bun'),
  },
  {
    name: 'deno', got: isPackage ? 'a Deno on the PATH' : BY_NPM,
    run: runProcess(['run', '--no-config', '--allow-all']),
    find: () => installed('@deno', '', 'deno') ?? onPath('deno'),
  },
  {
    name: 'chromium', got: 'a Chromium or Chrome on the PATH (Debian: apt-get install chromium)',
    find: () => onPath('chromium', 'chromium-browser', 'google-chrome'),
    run: runBrowser((profile) => [...HEADLESS_CHROMIUM, `--user-data-dir=${profile}`]),
  },
  {
    name: 'firefox', got: 'a Firefox on the PATH (Debian: apt-get install firefox-esr)',
    find: () => onPath('firefox', 'firefox-esr'),
    run: runBrowser((profile) => ['--headless', '--no-remote', '--profile', profile], QUIET_FIREFOX),
  },
];

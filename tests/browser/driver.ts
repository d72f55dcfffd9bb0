/**
 * What of puppeteer-core is used, and what of axe. Types are ours: the packages are installed by whoever wants them.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/command/place.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An element within the page. */
export interface Inside {
  scrollIntoView(options: { readonly block: 'center'; readonly behavior: 'instant' }): void;
  getAttribute(name: string): string | null;
}

export interface Element {
  /** What a function that is sent into the page makes of the element. */
  evaluate<T>(act: (own: Inside) => T): Promise<T>;
  click(): Promise<void>;
  focus(): Promise<void>;
  select(...values: readonly string[]): Promise<readonly string[]>;
  uploadFile(...paths: readonly string[]): Promise<void>;
  boundingBox(): Promise<Box | null>;
}

/** The protocol of Chromium with a page or a worker. */
export interface Talk {
  send(method: string): Promise<unknown>;
}

export interface Page {
  goto(url: string): Promise<unknown>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  $(selector: string): Promise<Element | null>;
  on(event: 'request', hear: (request: { url(): string }) => void): void;
  on(event: 'pageerror', hear: (error: Error) => void): void;
  setViewport(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMediaFeatures(features: readonly { readonly name: string; readonly value: string }[]): Promise<void>;
  screenshot(options: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>;
  close(): Promise<void>;
  createCDPSession(): Promise<Talk>;
  workers(): readonly { readonly client: Talk }[];
  readonly tracing: {
    start(options: { readonly categories: readonly string[] }): Promise<void>; stop(): Promise<Uint8Array | undefined>;
  };
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: {
    click(x: number, y: number): Promise<void>; move(x: number, y: number): Promise<void>;
    down(): Promise<void>; up(): Promise<void>;
  };
}

export interface Browser {
  newPage(): Promise<Page>;
  version(): Promise<string>;
  close(): Promise<void>;
}

export interface Launch {
  readonly browser: 'chrome' | 'firefox';
  readonly executablePath: string;
  readonly headless: true;
  readonly defaultViewport: null;
  readonly userDataDir: string;
  readonly args: readonly string[];
  readonly extraPrefsFirefox?: Readonly<Record<string, string | number | boolean>>;
  readonly timeout: number;
  readonly protocolTimeout: number;
}

const TOOLS = join(ROOT, 'tests', 'browser', 'node_modules');
const PUPPETEER = join(TOOLS, 'puppeteer-core', 'lib', 'puppeteer', 'puppeteer-core.js');

/** Whether `npm ci --prefix tests/browser` has been run. */
export const isInstalled = (): boolean => existsSync(PUPPETEER);

/** Starts a browser. Rejects where puppeteer-core is not installed. */
export async function launch(options: Launch): Promise<Browser> {
  const { launch: begin } = await import(pathToFileURL(PUPPETEER).href) as
    { readonly launch: (options: Launch) => Promise<Browser> };
  return begin(options);
}

/** The source of axe, which is run in the page. */
export const axeSource = (): string => readFileSync(join(TOOLS, 'axe-core', 'axe.min.js'), 'utf8');

/**
 * The browsers of the system, each driven by the protocol of its own, with a profile that is thrown away.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../../scripts/sameBits/engines.ts';
import { launch, type Browser, type Page } from './driver.ts';

export const BROWSERS = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** What a reader has told the system. */
export interface Wishes {
  readonly isDark: boolean;
  readonly isCalm: boolean;
}

export interface Opened {
  readonly name: BrowserName;
  readonly version: string;
  /** Where it saves files. */
  readonly downloads: string;
  /** A page in which a reader wishes so. */
  readonly page: (wishes?: Wishes) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** A loaded machine takes its time. */
const PATIENCE = 120_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const NEITHER: Wishes = { isDark: false, isCalm: false };

/** The program of a browser; undefined where it is not installed. */
export const programOf = (name: BrowserName): string | undefined =>
  engines.find((engine) => engine.name === name)?.find();

/** How it is got. */
export const gotBy = (name: BrowserName): string => engines.find((engine) => engine.name === name)?.got ?? '';

type Preferences = Readonly<Record<string, string | number | boolean>>;

/** Firefox has the wishes from its preferences: it is started for each. */
function preferences(downloads: string, { isDark, isCalm }: Wishes): Preferences {
  return {
    'browser.download.dir': downloads, 'browser.download.folderList': 2, 'browser.download.useDownloadDir': true,
    'browser.download.alwaysOpenPanel': false, 'browser.download.always_ask_before_handling_new_types': false,
    'ui.systemUsesDarkTheme': isDark ? 1 : 0, 'layout.css.prefers-color-scheme.content-override': isDark ? 0 : 1,
    'ui.prefersReducedMotion': isCalm ? 1 : 0,
  };
}

/** Starts a browser. Rejects where it, or what drives it, is not installed. */
export async function open(name: BrowserName): Promise<Opened> {
  const program = programOf(name), home = mkdtempSync(join(tmpdir(), 'bitgrad-browser-'));
  if (program === undefined) throw new Error(`${name} is absent: ${gotBy(name)}`);
  const downloads = join(home, 'downloads'), running: Browser[] = [];
  mkdirSync(downloads);
  const start = async (wishes: Wishes): Promise<Browser> => {
    const profile = mkdtempSync(join(home, 'profile-'));
    if (name === 'chromium') {
      mkdirSync(join(profile, 'Default'));
      const download = { default_directory: downloads, prompt_for_download: false };
      writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ download }));
    }
    const browser = await launch({
      browser: name === 'chromium' ? 'chrome' : 'firefox', executablePath: program, headless: true,
      defaultViewport: null, userDataDir: profile, timeout: PATIENCE, protocolTimeout: PATIENCE,
      args: name === 'chromium' ? FLAGS : [],
      ...(name === 'firefox' && { extraPrefsFirefox: preferences(downloads, wishes) }),
    });
    running.push(browser);
    return browser;
  };
  const plain = await start(NEITHER);
  return {
    name, downloads, version: await plain.version(),
    page: async (wishes = NEITHER) => {
      const isPlain = !wishes.isDark && !wishes.isCalm;
      const page = await (name === 'firefox' && !isPlain ? await start(wishes) : plain).newPage();
      if (name === 'chromium') {
        await page.emulateMediaFeatures([
          { name: 'prefers-color-scheme', value: wishes.isDark ? 'dark' : 'light' },
          { name: 'prefers-reduced-motion', value: wishes.isCalm ? 'reduce' : 'no-preference' },
        ]);
      }
      return page;
    },
    close: async () => {
      for (const browser of running) await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
    },
  };
}

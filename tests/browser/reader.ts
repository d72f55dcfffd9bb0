/**
 * A reader of the page: finds things by their role and their name, clicks, types, and reads.
 * @module
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Box, Element, Page } from './driver.ts';

/** How long a reader waits for anything, in milliseconds: the machine may be loaded. */
const PATIENCE = 60_000, GLANCE = 50;
/** Curves are drawn anew after another width. */
const SETTLED = 300;

/** Text of the page by a CSS selector; '' where nothing is. */
const textOf = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`;

export class Reader {
  readonly page: Page;
  readonly #requests: string[] = [];
  readonly #errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('request', (request) => { this.#requests.push(request.url()); });
    page.on('pageerror', (error) => { this.#errors.push(String(error)); });
  }

  /** What the page has asked the network for. */
  get requests(): readonly string[] {
    return this.#requests.filter((url) => !/^(data|blob):/.test(url));
  }

  /** What went wrong in it. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Opens an address anew, and waits for a network. */
  async open(address: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(address);
    await this.until('a hash', async () => /^[0-9a-f]{64}$/.test(await this.hash()));
  }

  /** Waits until something is so. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!await isSo()) {
      if (performance.now() > end) throw new Error(`waited for ${what}; the page says ${await this.alerts()}`);
      await pause(GLANCE);
    }
  }

  /** What the page says is wrong. */
  async alerts(): Promise<string> {
    const found = await this.page.evaluate(
      '[...document.querySelectorAll("[role=alert]")].map((own) => own.textContent).join(" ")');
    return JSON.stringify(found);
  }

  /** What a role and a name mean. Rejects where that does not come. */
  async find(role: string, name: string): Promise<Element> {
    let found: Element | null = null;
    await this.until(`the ${role} ${name}`, async () => {
      found = await this.page.$(`aria/${name}[role="${role}"]`);
      return found !== null;
    });
    return found as unknown as Element;
  }

  async has(role: string, name: string): Promise<boolean> {
    return await this.page.$(`aria/${name}[role="${role}"]`) !== null;
  }

  /** Clicks, once that may be; in the middle of the window, away from what sticks to its edges. */
  async click(role: string, name: string): Promise<void> {
    await this.until(`the ${role} ${name} to be enabled`, async () =>
      await (await this.find(role, name)).evaluate((own) => own.getAttribute('aria-disabled')) !== 'true');
    const found = await this.find(role, name);
    await found.evaluate((own) => own.scrollIntoView({ block: 'center', behavior: 'instant' }));
    await found.click();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async choose(name: string, value: string): Promise<void> {
    await (await this.find('combobox', name)).select(value);
  }

  /** Types into a field, in place of what it has. */
  async fill(name: string, text: string): Promise<void> {
    await (await this.find('textbox', name)).focus();
    await this.page.evaluate('document.activeElement.select()');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Tab');
  }

  /** Slides to the place of that number from the lowest. */
  async slide(name: string, place: number): Promise<void> {
    await (await this.find('slider', name)).focus();
    await this.press('Home', ...Array.from({ length: place }, () => 'ArrowRight'));
  }

  async section(name: string): Promise<void> {
    await this.click('tab', name);
    await this.until(`the section ${name}`, async () =>
      await this.page.evaluate(textOf('[role=tab][aria-selected=true]')) === name);
  }

  async text(selector: string): Promise<string> {
    return String(await this.page.evaluate(textOf(selector)));
  }

  hash(): Promise<string> {
    return this.text('output[aria-label="SHA-256 of θ"]');
  }

  /** A number of the bar by its name. */
  async figure(name: string): Promise<string> {
    const find = `[...document.querySelectorAll('dt')].find((own) => own.textContent === ${JSON.stringify(name)})`;
    return String(await this.page.evaluate(`${find}?.nextElementSibling?.textContent ?? ''`));
  }

  async steps(): Promise<number> {
    return Number((await this.figure('Step')).replaceAll(',', ''));
  }

  async untilStep(wanted: number): Promise<void> {
    await this.until(`step ${wanted}`, async () => await this.steps() === wanted);
  }

  /** Waits until the text is on the page. */
  async untilSaid(text: string | RegExp, selector: string = 'main'): Promise<void> {
    await this.until(`the words ${text}`, async () => {
      const said = await this.text(selector);
      return typeof text === 'string' ? said.includes(text) : text.test(said);
    });
  }

  /** The hash at the foot becomes this one. */
  async untilHash(wanted: string): Promise<void> {
    const end = performance.now() + PATIENCE / 4;
    while (await this.hash() !== wanted && performance.now() < end) await pause(GLANCE);
    assert.equal(await this.hash(), wanted, `the hash at step ${await this.steps()}`);
  }

  /** Where something is in the window, once it is scrolled there. */
  async boxOf(selector: string): Promise<Box> {
    let box: Box | null = null;
    await this.until(selector, async () => {
      const found = await this.page.$(selector);
      await found?.evaluate((own) => own.scrollIntoView({ block: 'center', behavior: 'instant' }));
      box = await found?.boundingBox() ?? null;
      return box !== null;
    });
    return box as unknown as Box;
  }

  /** Clicks into something, at shares of its width and height. */
  async clickAt(selector: string, across: number, down: number): Promise<void> {
    const { x, y, width, height } = await this.boxOf(selector);
    await this.page.mouse.click(x + across * width, y + down * height);
  }

  /** Gives a file to what takes one in a part of the page. */
  async give(part: string, path: string): Promise<void> {
    await this.boxOf(part);
    const input = await this.page.$(`${part} input[type=file]`);
    assert.ok(input !== null, `${part} takes a file`);
    await input.uploadFile(path);
  }

  /** Keeps a picture of the whole page, in a window so high that nothing sticks to its edges. */
  async picture(path: string): Promise<void> {
    const sizes = async (): Promise<number[]> => await this.page.evaluate(
      '[innerWidth, innerHeight, document.documentElement.scrollHeight]') as number[];
    const [width, height] = await sizes();
    await this.until('all of it in the window', async () => {
      const [, own, whole] = await sizes();
      if (whole > own) await this.width(width, whole);
      await pause(SETTLED);
      return (await sizes())[2] <= Math.max(whole, own);
    });
    await this.page.screenshot({ path, fullPage: true });
    await this.width(width, height);
  }

  /** Another width; Debian's Firefox has it, but not the orientation that goes with it. */
  async width(width: number, height: number = 900): Promise<void> {
    await this.page.setViewport({ width, height }).catch((error: unknown) => {
      if (!String(error).includes('setScreenOrientationOverride')) throw error;
    });
    await this.until(`a width of ${width}`, async () => await this.page.evaluate('innerWidth') === width);
  }
}

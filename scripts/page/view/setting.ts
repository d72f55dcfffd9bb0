/**
 * What is trained, as the address of the page has it; and which section is shown.
 * @module
 */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { parseSetting, printSetting } from '../address.ts';
import { DEFAULT, type Setting } from '../setting.ts';

export const SECTIONS = ['train', 'look', 'why', 'compare', 'prove', 'share'] as const;
export type Section = (typeof SECTIONS)[number];

export const setting: Signal<Setting> = signal(DEFAULT);
export const section: Signal<Section> = signal('train');
/** What is wrong with the address, in words. */
export const addressProblem: Signal<string | undefined> = signal(undefined);

const SHOW = /(?:^|&)show=(\w+)/;

/** Reads the address; a wrong one leaves the setting as it is, and says why. */
export function readAddress(hash: string): void {
  const text = hash.replace(/^#/, ''), shown = SHOW.exec(text)?.[1];
  batch(() => {
    section.value = SECTIONS.find((known) => known === shown) ?? 'train';
    try {
      setting.value = parseSetting(text.replace(SHOW, '').replace(/^&/, ''));
      addressProblem.value = undefined;
    } catch (error) {
      addressProblem.value = error instanceof Error ? error.message : String(error);
    }
  });
}

/** The address of the setting and the section, from `#` on. */
export const address: ReadonlySignal<string> = computed(() => {
  const own = printSetting(setting.value);
  return section.value === 'train' ? own : `#show=${section.value}&${own.slice(1)}`;
});

/** What is still wanted of the reader's own data, before there is anything to train on. */
export const wanting: ReadonlySignal<string | undefined> = computed(() => {
  const { data } = setting.value;
  if (data.kind === 'points' && data.points.length === 0) {
    return 'Click into the empty plane: place points of two classes.';
  }
  if (data.kind !== 'csv' || data.text !== undefined) return undefined;
  return /^0+$/.test(data.sha256) ? 'Choose a CSV file, or drop one.'
    : `This link is of a table that is not in it: drop the file whose SHA-256 begins ${data.sha256.slice(0, 12)}.`;
});

/** A part of the setting changes; training begins anew. */
export function change(part: Partial<Setting>): void {
  setting.value = { ...setting.value, ...part };
}

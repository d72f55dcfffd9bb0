/**
 * Copies a text, and says so.
 * @module
 */
import { useState } from 'preact/hooks';
import { said } from '../actions.ts';
import { Button } from './button.tsx';

const SHOWN_FOR = 1500;

export function CopyButton({ text, children = 'Copy' }: { readonly text: () => string; readonly children?: string }) {
  const [done, setDone] = useState<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    const word = await navigator.clipboard.writeText(text()).then(() => 'Copied', () => 'Not allowed here');
    setDone(word);
    said.value = `${word}.`;
    setTimeout(() => { setDone(undefined); }, SHOWN_FOR);
  };
  return <Button kind="quiet" onClick={() => { void copy(); }}>{done ?? children}</Button>;
}

/**
 * A place to drop a file, with a button that chooses one.
 * @module
 */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';

export function DropZone({ label, accept, onFile, children }: {
  /** 'a CSV file' */
  readonly label: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly children?: ComponentChildren;
}) {
  const input = useRef<HTMLInputElement>(null), [isOver, setOver] = useState(false);
  return (
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => { setOver(false); }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      <input
        ref={input} type="file" accept={accept} class="unseen" tabIndex={-1} aria-hidden="true"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
          currentTarget.value = '';
        }}
      />
      <Button onClick={() => { input.current?.click(); }}>Choose {label}</Button>
      {' '}or drop it here. {children}
    </div>
  );
}

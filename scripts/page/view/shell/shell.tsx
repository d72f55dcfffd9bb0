/**
 * The page: its name, its sections, the run, the hash.
 * @module
 */
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { said } from '../actions.ts';
import { CompareSection } from '../compare/compareSection.tsx';
import { LookSection } from '../look/lookSection.tsx';
import { ProveSection } from '../prove/proveSection.tsx';
import { SECTIONS, section, type Section } from '../setting.ts';
import { ShareSection } from '../share/shareSection.tsx';
import { TrainSection } from '../train/trainSection.tsx';
import { WhySection } from '../why/whySection.tsx';
import { Foot } from './foot.tsx';
import { Problems } from './problems.tsx';
import { RunBar } from './runBar.tsx';

const SHOWN: Readonly<Record<Section, readonly [name: string, Body: ComponentType]>> = {
  train: ['Train', TrainSection], look: ['Look inside', LookSection], why: ['Why', WhySection],
  compare: ['Compare', CompareSection], prove: ['Prove', ProveSection], share: ['Share', ShareSection],
};

function Tabs() {
  const list = useRef<HTMLDivElement>(null);
  const go = (to: number): void => {
    const at = (to + SECTIONS.length) % SECTIONS.length;
    section.value = SECTIONS[at];
    list.current?.querySelectorAll('button')[at].focus();
  };
  return (
    <div
      ref={list} class="tabs" role="tablist" aria-label="Sections"
      onKeyDown={({ key }) => {
        const at = SECTIONS.indexOf(section.value);
        if (key === 'ArrowRight') go(at + 1);
        else if (key === 'ArrowLeft') go(at - 1);
        else if (key === 'Home') go(0);
        else if (key === 'End') go(SECTIONS.length - 1);
      }}
    >
      {SECTIONS.map((own) => (
        <button
          key={own} type="button" role="tab" id={`tab-${own}`} aria-selected={own === section.value}
          aria-controls="section" tabIndex={own === section.value ? 0 : -1} onClick={() => { section.value = own; }}
        >
          {SHOWN[own][0]}
        </button>
      ))}
    </div>
  );
}

export function Shell() {
  const own = section.value, [name, Body] = SHOWN[own];
  return (
    <>
      <a class="skip" href="#section" onClick={(event) => {
        event.preventDefault();
        document.getElementById('section')?.focus();
      }}
      >
        To the section
      </a>
      <header class="head">
        <h1>bitgrad</h1>
        <p>Train a small neural network, take it apart number by number, and prove every bit of it.</p>
      </header>
      <section class="bar" aria-label="Sections and training">
        <Tabs />
        <RunBar />
      </section>
      <main>
        <Problems />
        <div id="section" role="tabpanel" aria-labelledby={`tab-${own}`} tabIndex={-1}>
          <h2 class="unseen">{name}</h2>
          <Body key={own} />
        </div>
      </main>
      <Foot />
      <p class="unseen" role="status">{said}</p>
    </>
  );
}

/**
 * Answers to all requests of the page, for one setting at a time. What is seldom asked for is loaded when it is.
 * @module
 */
import { StateError, expectInteger, rangeError, show } from '../../../lib/core/errors.ts';
import { hintToSpell } from '../../../lib/core/nearest.ts';
import type { Examples, None, Requests, State } from '../protocol.ts';
import { expectSetting } from '../setting.ts';
import { codeOf } from './code.ts';
import { Contest } from './compare.ts';
import { Frames, type Makers } from './frames.ts';
import { hashOf } from './hash.ts';
import { Jobs } from './jobs.ts';
import { readStrokes } from './read.ts';
import { takeRows } from './rows.ts';
import { Landscape } from './surface.ts';
import { Training } from './training.ts';

type Handlers = {
  readonly [Name in keyof Requests]: (args: Requests[Name]['args']) => Answer<Name> | Promise<Answer<Name>>
};

type Answer<Name extends keyof Requests> = Requests[Name]['answer'];

const MOST_EXAMPLES = 10_000;
const NOTHING: None = {};

export class Session {
  #training: Training | undefined;
  #frames: Frames | undefined;
  #contest: Contest | undefined;
  #landscape: Landscape | undefined;
  #jobs = new Jobs();
  /** Rises with each comparison and each surface. */
  #begun = 0;

  /** The answer to one request. Rejects with the error that names what is wrong. */
  async ask<Name extends keyof Requests>(name: Name, args: Requests[Name]['args']): Promise<Answer<Name>> {
    const known = Object.keys(this.#handlers);
    if (!known.includes(name)) {
      throw rangeError(`ask: name must be one of ${known.join(', ')}, got ${show(name)}${hintToSpell(name, known)}`);
    }
    return await this.#handlers[name](args);
  }

  /** Ends all that runs. */
  async close(): Promise<void> {
    this.#jobs.stopAll();
    await this.#training?.trainer.close();
  }

  get #open(): Training {
    if (this.#training !== undefined) return this.#training;
    throw new StateError('ask: a setting must be opened first; ask for open');
  }

  get #state(): State {
    return { ...this.#open.state, version: this.#frames?.version ?? 0 };
  }

  readonly #handlers: Handlers = {
    open: async ({ setting }) => {
      expectSetting(setting);
      const training = new Training(setting); // one that cannot be leaves the old one as it is
      await this.close();
      this.#jobs = new Jobs();
      this.#contest = this.#landscape = undefined;
      this.#training = training;
      this.#frames = new Frames(this.#makers(training));
      return { ...training.opened, state: this.#state };
    },

    run: () => {
      void this.#open.trainer.run(Infinity);
      return this.#state;
    },
    pause: async () => {
      await this.#open.trainer.pause();
      return this.#state;
    },
    step: ({ steps = 1 }) => this.#after((training) => training.forward(steps)),
    epoch: () => this.#after((training) => training.epoch()),
    back: ({ steps = 1 }) => this.#after((training) => training.back(steps)),
    restart: () => this.#after((training) => training.restart()),
    frame: ({ parts, since }) => {
      const { state } = this.#open;
      return this.#frames?.frame(parts, since, state) ?? { state: this.#state, waiting: [] };
    },
    examples: ({ set, indices }) => this.#examples(set, indices),
    read: ({ strokes }) => readStrokes(this.#open.model, strokes),

    watch: ({ of }) => {
      const { watch, model, layers } = this.#open;
      watch.set(of, model.theta.length, layers);
      return NOTHING;
    },

    explain: async (args) => (await import('./why.ts')).explainWhy(args, this.#open),
    trace: async (args) => (await import('./why.ts')).traceWhy(args, this.#open),

    compare: ({ optimizers, epochs }) => {
      const contest = new Contest(this.#open, optimizers, epochs);
      this.#contest = contest;
      this.#beside('compare', (ticket) => contest.run(ticket));
      return NOTHING;
    },
    surface: ({ cells }) => {
      const landscape = new Landscape(this.#open, this.#contest?.ways, cells);
      this.#landscape = landscape;
      this.#beside('surface', (ticket) => landscape.run(ticket));
      return NOTHING;
    },
    descend: async (args) => (await import('./descend.ts')).descend(args),

    checkpoint: async () => (await import('./prove.ts')).checkpointOf(this.#open),
    ledger: async () => {
      const { ledgerOf } = await import('./prove.ts'), training = this.#open;
      return this.#jobs.run('ledger', training.model.steps, (ticket) => ledgerOf(training, ticket));
    },
    verify: async ({ ledger, data: from }) => {
      const { verify, dataOf } = await import('./prove.ts'), data = from ? dataOf(ledger, from) : this.#open.data;
      return this.#jobs.run('verify', 0, (ticket) => verify(ledger, data, ticket));
    },
    flip: async ({ ledger, bit }) => (await import('./prove.ts')).flipBit(ledger, bit),
    differ: async ({ a, b }) => (await import('./prove.ts')).partingOf(a, b),
    stop: ({ what }) => {
      this.#jobs.stop(what);
      return NOTHING;
    },

    code: ({ steps = Math.max(1, this.#open.model.steps) }) => {
      expectInteger('code', 'steps', steps, 1);
      return codeOf(this.#open.setting, this.#open.data.info, steps);
    },
    exportModel: async ({ format }) => ({ files: (await import('./share.ts')).filesOf(this.#open.model, format) }),
    hash: () => ({ steps: this.#open.model.steps, sha256: hashOf(this.#open.model.theta) }),
  };

  async #after(act: (training: Training) => Promise<void>): Promise<State> {
    await act(this.#open);
    return this.#state;
  }

  /** What goes on beside; the part `job` says how it ended. */
  #beside(what: 'compare' | 'surface', work: Parameters<Jobs['run']>[2]): void {
    this.#begun++;
    this.#jobs.run(what, 0, work).catch(() => {});
  }

  #makers(training: Training): Makers {
    return {
      ...training.makers,
      compare: {
        stamp: () => `${this.#begun}:${this.#contest?.version}`, make: () => this.#contest?.comparison,
      },
      surface: {
        stamp: () => `${this.#begun}:${this.#landscape?.version}`, make: () => this.#landscape?.surface,
      },
      job: { stamp: () => JSON.stringify(this.#jobs.last), make: () => this.#jobs.last },
    };
  }

  #examples(set: 'train' | 'test', indices: readonly number[]): Examples {
    const { data } = this.#open, { x, y } = data[set], { inputs } = data.info;
    expectInteger('examples', 'indices.length', indices.length, 0, MOST_EXAMPLES);
    indices.forEach((index, i) => expectInteger('examples', `indices[${i}]`, index, 0, y.length - 1));
    const rows = takeRows(x, inputs, indices);
    const isDigits = this.#open.setting.data.kind === 'digits';
    return {
      inputs, x: isDigits ? rows.map((value) => Math.round(255 * value)) : rows,
      y: Float32Array.from(indices, (index) => y[index]),
    };
  }
}

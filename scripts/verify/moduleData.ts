/**
 * What somebody's own module says that a ledger was trained on.
 * @module
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExamplesData, SourceData, TrainingData, VerifyOptions } from '../../lib/audit/index.ts';
import { hintToSpell } from '../../lib/core/errors.ts';
import { messageOf, UsageError } from '../command/usageError.ts';

type Exported = Partial<ExamplesData & SourceData & Pick<VerifyOptions, 'custom'>>;

const NAMES: readonly (keyof Exported)[] = ['x', 'y', 'source', 'sampleWeight', 'classWeight', 'custom'];

interface ModuleData extends Pick<VerifyOptions, 'custom'> {
  readonly data: TrainingData;
}

/**
 * Runs the module and takes what it exports: x and y, or source, as `fit` was given them, and what else `NAMES` has.
 * What these are is checked where they are used. Throws UsageError for a module that cannot be run or that exports
 * something else.
 */
export async function dataOfModule(path: string): Promise<ModuleData> {
  const exported = await importModule(path), words: readonly string[] = NAMES;
  const wrong = Object.keys(exported).find((name) => !words.includes(name));
  if (wrong !== undefined) {
    const hint = hintToSpell(wrong, words);
    throw new UsageError(`--module must export ${NAMES.join(', ')} and nothing else, got '${wrong}'${hint}`);
  }
  const { custom, ...data } = exported;
  if (!isTrainingData(data)) {
    const got = Object.keys(exported).join(', ') || 'nothing';
    throw new UsageError(`--module must export x and y, or source, as fit was given them, got ${got}`);
  }
  return { data, ...(custom !== undefined && { custom }) };
}

async function importModule(path: string): Promise<Exported> {
  try {
    const exported: Exported = await import(pathToFileURL(resolve(path)).href);
    return { ...exported };
  } catch (error) {
    throw new UsageError(`--module must be a module that can be run, got '${path}': ${messageOf(error)}`);
  }
}

function isTrainingData(data: Exported): data is TrainingData {
  return data.source !== undefined || (data.x !== undefined && data.y !== undefined);
}

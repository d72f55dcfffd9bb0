import { save } from '../formats/index.ts';
import type { Model } from '../model/index.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/**
 * Saves a model to a file, whole or not at all; see `save` and `writeFileAtomically`.
 *
 *     const keep = modelCheckpoint({ save: (model) => saveFile('run.bitgrad', model) });
 *     await model.fit(x, y, { epochs: 10, callbacks: [keep] });
 *
 * Throws as they do.
 */
export function saveFile(path: string, model: Model): void {
  writeFileAtomically(path, save(model));
}

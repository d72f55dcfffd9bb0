/**
 * Which library wrote a file: names and defaults differ by it.
 * @module
 */

import { FormatError } from '../../core/errors.ts';

export type DialectName = 'TensorFlow.js' | 'Keras 2' | 'Keras 3';

/** What a reader is told once it is known who wrote the file, and who hears what. */
export interface Dialect {
  readonly name: DialectName;
  /** Whether GRU multiplies by its reset gate after the product where the file does not say. */
  readonly resetAfter: boolean;
  /** The activation of gates where the file does not say. */
  readonly recurrentActivation: 'sigmoid' | 'hard_sigmoid';
  /** Who reads, for messages. */
  readonly who: string;
  /** Hears what is read other than the file says, or is left out. */
  readonly note: (text: string) => void;
}

/**
 * The dialect of a file by its `keras_version`; without one it is that of TensorFlow.js if `isTfjs`, else of Keras 2.
 * TensorFlow.js and Keras before 2.3 have the hard sigmoid in gates and reset before the product.
 */
export function dialectOf(
  who: string, version: unknown, isTfjs: boolean, note: (text: string) => void = () => {},
): Dialect {
  const text = typeof version === 'string' ? version : '';
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  if (text.startsWith('tfjs') || (text === '' && isTfjs)) {
    return { name: 'TensorFlow.js', resetAfter: false, recurrentActivation: 'hard_sigmoid', who, note };
  }
  if (Number(major) >= 3) return { name: 'Keras 3', resetAfter: true, recurrentActivation: 'sigmoid', who, note };
  const isOld = Number(major) < 2 || Number(minor) < 3;
  return {
    name: 'Keras 2', resetAfter: text.endsWith('-tf'),
      recurrentActivation: isOld ? 'hard_sigmoid' : 'sigmoid', who, note,
  };
}

/** Throws FormatError: what is not known here, with what is. */
export function refuse(who: string, wanted: string, got: string): never {
  throw new FormatError(`${who}: ${wanted}, got ${got}`);
}

/**
 * What a ledger is verified with: data that the command line names, or those of somebody's own module.
 * @module
 */
import type { Header, TrainingData, VerifyOptions } from '../../lib/audit/index.ts';
import { loadDataset } from '../dataset.ts';
import { dataOfModule } from './moduleData.ts';
import { adviceOn, expectArrays, expectData, sumsOf } from './namedData.ts';
import type { Options } from './options.ts';

export interface TrainedOn extends Pick<VerifyOptions, 'custom'> {
  readonly data: TrainingData;
  /** In words. */
  readonly name: string;
  /** What to say where the digests are not those of these data. */
  adviseOn(): Promise<string>;
}

/** `isSound`: whether the ledger is worth its data; where not, any will do. Throws UsageError for data of no use. */
export async function trainedOn(header: Header, isSound: boolean, options: Options): Promise<TrainedOn> {
  const { module } = options;
  if (module !== undefined) {
    const advise = async (): Promise<string> => `It was trained on other data than those of ${module}.`;
    return { ...await dataOfModule(module), name: `the data of ${module}`, adviseOn: advise };
  }
  const arrays = expectArrays(header), sums = isSound ? await sumsOf(arrays, options) : undefined;
  if (isSound && sums === undefined) expectData(arrays, options);
  const { train, name } = sums === undefined ? await loadDataset(options) : { train: sums, name: 'sums' };
  return { data: train, name, adviseOn: () => adviceOn(arrays, train, options) };
}

/**
 * What a ledger is verified with: data that the command line names, or those of somebody's own module.
 * @module
 */
import type { Header, TrainingData, VerifyOptions } from '../../lib/audit/index.ts';
import { loadDataset, type Images } from '../dataset.ts';
import { dataOfModule } from './moduleData.ts';
import { adviceOn, expectArrays, expectData, sumsOf, type Choice } from './namedData.ts';
import type { Options } from './options.ts';

export interface TrainedOn extends Pick<VerifyOptions, 'custom'> {
  readonly data: TrainingData;
  /** In words. */
  readonly name: string;
  /** What to say where the digests are not those of these data. */
  adviseOn(): Promise<string>;
}

interface NamedData extends TrainedOn {
  readonly data: Images;
  readonly count: number;
}

/** `isSound`: whether the ledger is worth its data; where not, any will do. Throws UsageError for data of no use. */
export async function trainedOn(header: Header, isSound: boolean, options: Options): Promise<TrainedOn> {
  const { module } = options;
  if (module === undefined) {
    const { data, name, adviseOn } = await namedData(header, isSound, options);
    return { data, name, adviseOn };
  }
  const advise = async (): Promise<string> => `It was trained on other data than those of ${module}.`;
  return { ...await dataOfModule(module), name: `the data of ${module}`, adviseOn: advise };
}

/** Data that options name, with how many examples there are. The rest is as for {@link trainedOn}. */
export async function namedData(header: Header, isSound: boolean, choice: Choice): Promise<NamedData> {
  const arrays = expectArrays(header), sums = isSound ? await sumsOf(arrays, choice) : undefined;
  if (isSound && sums === undefined) expectData(arrays, choice);
  const { train: data, name } = sums === undefined ? await loadDataset(choice) : { train: sums, name: 'sums' };
  return { data, name, count: sums?.count ?? data.y.length, adviseOn: () => adviceOn(arrays, data, choice) };
}

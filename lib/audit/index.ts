/**
 * The audit: what training computed, shown operation by operation, recorded and proved.
 * @module
 */

export {
  checkGradients, GradientCheck, type CheckGradientsOptions, type GradientComparison, type ParameterComparison,
  type TensorComparison,
} from './checkGradients.ts';
export { diagnose, type Diagnosis } from './diagnose/diagnose.ts';
export { nanDetective, NanDetective, type NanDetectiveOptions } from './diagnose/nanDetective.ts';
export { explainGradient, type ExplainOptions } from './explain/explainGradient.ts';
export type { ExplainedParameter, Use } from './explain/explainedParameter.ts';
export type { ExampleExplanation, ExplanationData } from './explain/explanationData.ts';
export { Explanation } from './explain/explanation.ts';
export type { ChainedFunction } from './explain/functions.ts';
export type { ExampleValues, Factor, LayerValues } from './explain/levels.ts';
export type { Path } from './explain/paths.ts';
export type { SvgOptions } from './explain/renderSvg.ts';
export type { SlotChange, Update, UpdateLine } from './explain/update.ts';
export { ledger, Ledger, type LedgerOptions } from './ledger/ledger.ts';
export { locateDifference, type Located, type LocateOptions } from './ledger/locate.ts';
export { DOUBTS, NEVER_PROVED, type Doubt, type Start } from './ledger/notProved.ts';
export { readLedger, type Flaw, type LedgerContents } from './ledger/readLedger.ts';
export type {
  ArraysHeader, BatchRecord, EndRecord, Header, LedgerRecord, SourceHeader, StateRecord, StepRecord,
} from './ledger/records.ts';
export type { Difference } from './ledger/stepData.ts';
export type { Finding, Verification } from './ledger/verification.ts';
export { verifyLedger, type VerifyOptions } from './ledger/verify.ts';
export type { ExamplesData, SourceData, TrainingData } from './ledger/trainingData.ts';
export { numerics, ULP_BUCKETS, type DeadUnits, type Numerics, type TensorNumerics } from './numerics.ts';
export type { TraceFilter } from './trace/filter.ts';
export { fromJsonl, toJsonl } from './trace/jsonl.ts';
export {
  formatElement, type Phase, type ScalarOperation, type Source, type TensorElement, type TracedOperation,
} from './trace/operation.ts';
export type { Box, Diagram, Edge } from './plot/diagram.ts';
export { plot, Plot } from './plot/plot.ts';
export { trace, type Trace, type TraceOptions } from './trace/trace.ts';

/**
 * A small WebAssembly assembler. It knows no mathematics.
 * @module
 */

export { Body, type Left } from './body.ts';
export { features, type Features } from './features.ts';
export { type Instruction, type Namespaces } from './instructions.ts';
export { type ValueType } from './valueTypes.ts';
export { type Label } from './label.ts';
export { compile, link, type Imports } from './link.ts';
export { module, type MemoryType, type Module, type Signature } from './module.ts';
export { type Func, type FunctionType } from './func.ts';
export { type Local, type Operand, type Value } from './operands.ts';

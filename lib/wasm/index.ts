/**
 * A small WebAssembly assembler. It knows no mathematics.
 * @module
 */

export { Body, type Left } from './body.ts';
export { decode, type DecodedFunction, type DecodedImport, type DecodedInstruction, type DecodedModule } from './decode.ts';
export { features, type Features } from './features.ts';
export { type Instruction, type Namespaces, type ValueType } from './instructions.ts';
export { type Label } from './label.ts';
export { compile, link, type Imports } from './link.ts';
export { module, type Func, type FunctionType, type MemoryType, type Module, type Signature } from './module.ts';
export { type Local, type Operand, type Value } from './operands.ts';

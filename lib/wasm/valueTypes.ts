/**
 * The types of values.
 * @module
 */

/** The types of WebAssembly's values, by the byte that stands for each. */
export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof valueTypes;

/**
 * The instructions of WebAssembly with SIMD128 as grids: a name down, a type across, an opcode in the cell,
 * `null` where there is no such instruction. The cell in row `add` and column `f32x4` is the instruction `f32x4.add`.
 *
 * A row begins with its operands and result, a letter each: i i32, l i64, f f32, d f64, v v128, e the column's element
 * (i32 for i8x16, i16x8 and i32x4). A grid says which byte comes before its opcodes (0: none) and what comes
 * after them.
 *
 * Source: WebAssembly Core Specification 2.0, binary format, section 5.4. Left out: tables, references, globals, data
 * segments, tail calls, relaxed SIMD (its results differ between machines) and atomics.
 * @module
 */

export const constants = {
  prefix: 0,
  immediate: 'constant',
  columns: { i32: 1, i64: 2, f32: 3, f64: 4 },
  rows: {
    const: ['>e', 0x41, 0x42, 0x43, 0x44],
  },
} as const;

export const scalars = {
  prefix: 0,
  immediate: 'none',
  columns: { i32: 1, i64: 2, f32: 3, f64: 4 },
  rows: {
    //                       i32   i64   f32   f64
    eqz:             ['e>i',  0x45, 0x50, null, null],
    eq:              ['ee>i', 0x46, 0x51, 0x5b, 0x61],
    ne:              ['ee>i', 0x47, 0x52, 0x5c, 0x62],
    lt:              ['ee>i', null, null, 0x5d, 0x63],
    lt_s:            ['ee>i', 0x48, 0x53, null, null],
    lt_u:            ['ee>i', 0x49, 0x54, null, null],
    gt:              ['ee>i', null, null, 0x5e, 0x64],
    gt_s:            ['ee>i', 0x4a, 0x55, null, null],
    gt_u:            ['ee>i', 0x4b, 0x56, null, null],
    le:              ['ee>i', null, null, 0x5f, 0x65],
    le_s:            ['ee>i', 0x4c, 0x57, null, null],
    le_u:            ['ee>i', 0x4d, 0x58, null, null],
    ge:              ['ee>i', null, null, 0x60, 0x66],
    ge_s:            ['ee>i', 0x4e, 0x59, null, null],
    ge_u:            ['ee>i', 0x4f, 0x5a, null, null],
    clz:             ['e>e',  0x67, 0x79, null, null],
    ctz:             ['e>e',  0x68, 0x7a, null, null],
    popcnt:          ['e>e',  0x69, 0x7b, null, null],
    abs:             ['e>e',  null, null, 0x8b, 0x99],
    neg:             ['e>e',  null, null, 0x8c, 0x9a],
    ceil:            ['e>e',  null, null, 0x8d, 0x9b],
    floor:           ['e>e',  null, null, 0x8e, 0x9c],
    trunc:           ['e>e',  null, null, 0x8f, 0x9d],
    nearest:         ['e>e',  null, null, 0x90, 0x9e],
    sqrt:            ['e>e',  null, null, 0x91, 0x9f],
    add:             ['ee>e', 0x6a, 0x7c, 0x92, 0xa0],
    sub:             ['ee>e', 0x6b, 0x7d, 0x93, 0xa1],
    mul:             ['ee>e', 0x6c, 0x7e, 0x94, 0xa2],
    div:             ['ee>e', null, null, 0x95, 0xa3],
    div_s:           ['ee>e', 0x6d, 0x7f, null, null],
    div_u:           ['ee>e', 0x6e, 0x80, null, null],
    rem_s:           ['ee>e', 0x6f, 0x81, null, null],
    rem_u:           ['ee>e', 0x70, 0x82, null, null],
    and:             ['ee>e', 0x71, 0x83, null, null],
    or:              ['ee>e', 0x72, 0x84, null, null],
    xor:             ['ee>e', 0x73, 0x85, null, null],
    shl:             ['ee>e', 0x74, 0x86, null, null],
    shr_s:           ['ee>e', 0x75, 0x87, null, null],
    shr_u:           ['ee>e', 0x76, 0x88, null, null],
    rotl:            ['ee>e', 0x77, 0x89, null, null],
    rotr:            ['ee>e', 0x78, 0x8a, null, null],
    min:             ['ee>e', null, null, 0x96, 0xa4],
    max:             ['ee>e', null, null, 0x97, 0xa5],
    copysign:        ['ee>e', null, null, 0x98, 0xa6],
    wrap_i64:        ['l>e',  0xa7, null, null, null],
    extend_i32_s:    ['i>e',  null, 0xac, null, null],
    extend_i32_u:    ['i>e',  null, 0xad, null, null],
    extend8_s:       ['e>e',  0xc0, 0xc2, null, null],
    extend16_s:      ['e>e',  0xc1, 0xc3, null, null],
    extend32_s:      ['e>e',  null, 0xc4, null, null],
    trunc_f32_s:     ['f>e',  0xa8, 0xae, null, null],
    trunc_f32_u:     ['f>e',  0xa9, 0xaf, null, null],
    trunc_f64_s:     ['d>e',  0xaa, 0xb0, null, null],
    trunc_f64_u:     ['d>e',  0xab, 0xb1, null, null],
    convert_i32_s:   ['i>e',  null, null, 0xb2, 0xb7],
    convert_i32_u:   ['i>e',  null, null, 0xb3, 0xb8],
    convert_i64_s:   ['l>e',  null, null, 0xb4, 0xb9],
    convert_i64_u:   ['l>e',  null, null, 0xb5, 0xba],
    demote_f64:      ['d>e',  null, null, 0xb6, null],
    promote_f32:     ['f>e',  null, null, null, 0xbb],
    reinterpret_f32: ['f>e',  0xbc, null, null, null],
    reinterpret_f64: ['d>e',  null, 0xbd, null, null],
    reinterpret_i32: ['i>e',  null, null, 0xbe, null],
    reinterpret_i64: ['l>e',  null, null, null, 0xbf],
  },
} as const;

export const saturating = {
  prefix: 0xfc,
  immediate: 'none',
  columns: { i32: 1, i64: 2 },
  rows: {
    trunc_sat_f32_s: ['f>e', 0x00, 0x04],
    trunc_sat_f32_u: ['f>e', 0x01, 0x05],
    trunc_sat_f64_s: ['d>e', 0x02, 0x06],
    trunc_sat_f64_u: ['d>e', 0x03, 0x07],
  },
} as const;

export const scalarAccesses = {
  prefix: 0,
  immediate: 'memory',
  columns: { i32: 1, i64: 2, f32: 3, f64: 4 },
  rows: {
    load:     ['i>e', 0x28, 0x29, 0x2a, 0x2b],
    load8_s:  ['i>e', 0x2c, 0x30, null, null],
    load8_u:  ['i>e', 0x2d, 0x31, null, null],
    load16_s: ['i>e', 0x2e, 0x32, null, null],
    load16_u: ['i>e', 0x2f, 0x33, null, null],
    load32_s: ['i>e', null, 0x34, null, null],
    load32_u: ['i>e', null, 0x35, null, null],
    store:    ['ie>', 0x36, 0x37, 0x38, 0x39],
    store8:   ['ie>', 0x3a, 0x3c, null, null],
    store16:  ['ie>', 0x3b, 0x3d, null, null],
    store32:  ['ie>', null, 0x3e, null, null],
  },
} as const;

export const memorySizes = {
  prefix: 0,
  immediate: 'memory index',
  columns: { memory: 1 },
  rows: {
    size: ['>i',  0x3f],
    grow: ['i>i', 0x40],
  },
} as const;

export const memoryFills = {
  prefix: 0xfc,
  immediate: 'memory index',
  columns: { memory: 1 },
  rows: {
    fill: ['iii>', 0x0b],
  },
} as const;

export const memoryCopies = {
  prefix: 0xfc,
  immediate: 'memory indices',
  columns: { memory: 1 },
  rows: {
    copy: ['iii>', 0x0a],
  },
} as const;

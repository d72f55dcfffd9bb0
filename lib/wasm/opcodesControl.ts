/**
 * The instructions of control, locals, globals and the stack: their operands depend on where they stand, so `body.ts`
 * has a method for each and the table only the opcode and what follows it.
 *
 * Source: WebAssembly Core Specification 2.0, binary format, sections 5.4.1 to 5.4.5.
 * @module
 */

export const control = {
  unreachable:   [0x00, 'none'],
  nop:           [0x01, 'none'],
  block:         [0x02, 'block type'],
  loop:          [0x03, 'block type'],
  if:            [0x04, 'block type'],
  else:          [0x05, 'none'],
  end:           [0x0b, 'none'],
  br:            [0x0c, 'index'],
  br_if:         [0x0d, 'index'],
  br_table:      [0x0e, 'indices'],
  return:        [0x0f, 'none'],
  call:          [0x10, 'index'],
  call_indirect: [0x11, 'type and table'],
  drop:          [0x1a, 'none'],
  select:        [0x1b, 'none'],
  'local.get':   [0x20, 'index'],
  'local.set':   [0x21, 'index'],
  'local.tee':   [0x22, 'index'],
  'global.get':  [0x23, 'index'],
} as const;

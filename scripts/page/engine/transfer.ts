/** The buffers of all typed arrays in an answer, which may be handed over: each is of one array, a copy. */
export function buffersOf(answer: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteLength } = value;
      if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > 0) buffers.add(buffer);
    } else for (const member of Object.values(value)) visit(member);
  };
  visit(answer);
  return [...buffers];
}

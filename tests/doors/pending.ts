/** Doors, and options of any door, that are not yet held to this. */
export const PENDING: readonly string[] = [];

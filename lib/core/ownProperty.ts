/**
 * Objects whose names a user chooses: any name is one of a member, '__proto__' and 'toString' too.
 * @module
 */

/** The object's own member by that name; undefined where it has none, whatever its prototype has. */

export function getOwn<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Makes `value` the object's own member by that name: a plain assignment to '__proto__' would do something else. */
export function setOwn<T>(object: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Makes all members of `from` those of `to`. */
export function assignOwn<T>(to: Record<string, T>, from: Readonly<Record<string, T>>): void {
  for (const name of Object.keys(from)) setOwn(to, name, from[name]);
}

import { UsageError } from './commandLine.ts';

/** Takes an option and its value out of arguments that another reader is to read; undefined where it is not there. Throws UsageError where no value follows. */
export function takeOption(args: string[], name: string): string | undefined {
  const at = args.findIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  if (at < 0) return undefined;
  if (args[at] !== name) return args.splice(at, 1)[0].slice(name.length + 1);
  const [, value] = args.splice(at, 2);
  if (value === undefined || value.startsWith('--')) throw new UsageError(`${name} must have a value, got none`);
  return value;
}

/** Takes an option without a value: whether it was there. */
export function takeFlag(args: string[], name: string): boolean {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

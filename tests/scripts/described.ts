/**
 * The command lines of all commands.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';
import { textFiles } from '../helpers/source.ts';

/** By what a command calls itself: 'bitgrad train', 'npm run ulp'. */
export async function described(): Promise<ReadonlyMap<string, Command<object>>> {
  const files = ['scripts', 'bench'].flatMap((folder) =>
    textFiles(folder, 'options.ts').map(({ path }) => `../../${folder}/${path}`));
  const modules = await Promise.all(files.map((file) => import(file) as Promise<Readonly<Record<string, unknown>>>));
  const commands = modules.flatMap((module) => Object.values(module)).filter(isCommand);
  return new Map(commands.map((command) => [command.name, command]));
}

function isCommand(value: unknown): value is Command<object> {
  return typeof value === 'object' && value !== null && 'options' in value && 'exits' in value;
}

/**
 * The process of `runInTurn`: runs commands as if each were alone, and prints their outcomes as JSON.
 * @module
 */
const runs = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly [file: string, args: readonly string[]])[];
const write = process.stdout.write.bind(process.stdout), outcomes: object[] = [];
for (const [i, [file, args]] of runs.entries()) {
  let stdout = '', stderr = '';
  process.stdout.write = (text: string | Uint8Array) => { stdout += String(text); return true; };
  console.error = (text: unknown) => { stderr += `${String(text)}\n`; };
  process.argv = [process.argv[0], file, ...args];
  process.exitCode = 0;
  try {
    await import(`${file}?${i}`); // a module of its own each time
  } catch (error) {
    stderr += error instanceof Error ? String(error.stack) : String(error);
    process.exitCode = 1;
  }
  process.stdout.removeAllListeners('error');
  outcomes.push({ status: Number(process.exitCode), stdout, stderr });
}
process.exitCode = 0;
write(JSON.stringify(outcomes));

export {};

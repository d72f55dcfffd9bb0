/**
 * The process of `runScript`: runs each command it is sent as if it were alone, and answers with the outcome.
 *
 * None of them may end by `process.exit`.
 * @module
 */
export interface Run {
  /** Address of the command's file. */
  readonly file: string;
  readonly args: readonly string[];
  /** What MNIST_DIR says. */
  readonly data: string;
}

const write = process.stdout.write.bind(process.stdout), writeError = process.stderr.write.bind(process.stderr);
let count = 0, last = Promise.resolve();

async function run({ file, args, data }: Run): Promise<void> {
  let stdout = '', stderr = '';
  process.stdout.write = (text: string | Uint8Array) => { stdout += String(text); return true; };
  process.stderr.write = (text: string | Uint8Array) => { stderr += String(text); return true; };
  process.argv = [process.argv[0], file, ...args];
  process.env['MNIST_DIR'] = data;
  for (const name of ['NO_COLOR', 'FORCE_COLOR']) delete process.env[name];
  process.exitCode = 0;
  try {
    await import(`${file}?${count++}`); // a module of its own each time
  } catch (error) {
    stderr += error instanceof Error ? String(error.stack) : String(error);
    process.exitCode = 1;
  }
  const status = Number(process.exitCode);
  process.exitCode = 0;
  process.stdout.write = write;
  process.stderr.write = writeError;
  process.send?.({ status, stdout, stderr });
}

process.on('message', (message: Run) => { last = last.then(() => run(message)); });

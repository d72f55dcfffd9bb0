// Trains what the argument asks for and prints what comes of it, a line of JSON each; run by Node, Bun and Deno.
import type { Request } from './report.ts';

const request = JSON.parse(process.argv[2]) as Request;
// Before bitgrad looks for it: some engines have no option for it.
if (!request.webAssembly) delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
const { report } = await import('./report.ts');
await report(request, (message) => console.log(JSON.stringify(message)));

// Trains what the server asks for and tells it what comes of it; run by browsers.
import { report, type Request } from './report.ts';

const request = await (await fetch('/request')).json() as Request;
await report(request, async (message) => {
  await fetch('/message', { method: 'POST', body: JSON.stringify(message) });
});

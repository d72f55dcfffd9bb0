/**
 * What Node comes to by the same engine, without a page.
 * @module
 */
import { Session } from '../../scripts/page/engine/session.ts';
import { parseSetting } from '../../scripts/page/address.ts';

/** The SHA-256 of θ of an address after so many steps. */
export async function reckoned(address: string, steps: number): Promise<string> {
  const session = new Session();
  await session.ask('open', { setting: parseSetting(address) });
  if (steps > 0) await session.ask('step', { steps });
  const { sha256 } = await session.ask('hash', {});
  await session.close();
  return sha256;
}

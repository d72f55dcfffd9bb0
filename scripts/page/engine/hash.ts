import { sha256 } from '../../../lib/core/digest.ts';

/** The SHA-256 of the bytes of θ, little-endian whatever the machine: what `bitgrad train` prints. */
export function hashOf(theta: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * theta.length));
  theta.forEach((value, i) => { bytes.setFloat32(4 * i, value, true); });
  return sha256(new Uint8Array(bytes.buffer));
}

/** Lower-case hex of a hash. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Bytes of a hash written in hex. */
export function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

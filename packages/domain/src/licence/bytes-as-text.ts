const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Uint8Array(128).fill(255);
for (let value = 0; value < 64; value += 1) values[alphabet.charCodeAt(value)] = value;

// By hand, since no runtime's own functions are here and `atob` of a browser forgives what must be refused.

/** Bytes as base64 (RFC 4648, padded). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let place = 0; place < 4; place += 1)
      text += at + place > bytes.length ? '=' : alphabet.charAt((word >> (18 - 6 * place)) & 63);
  }
  return text;
}

/** The bytes of a base64 text that is spelled exactly as `toBase64` spells it; undefined otherwise. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let word = 0;
  let filled = 0;
  for (let at = 0; at < text.length - padding; at += 1) {
    const value = values[text.charCodeAt(at)] ?? 255;
    if (value === 255) return undefined;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[filled] = (word >> bits) & 255;
    filled += 1;
  }
  // Bits that belong to no byte could be changed without a trace.
  return (word & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

export function utf8Of(text: string): Uint8Array {
  const escaped = encodeURIComponent(wellFormed(text));
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at += 1) {
    if (escaped.charAt(at) !== '%') bytes.push(escaped.charCodeAt(at));
    else {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    }
  }
  return Uint8Array.from(bytes);
}

/** The text of UTF-8 bytes; undefined when they are none. */
export function textOfUtf8(bytes: Uint8Array): string | undefined {
  let escaped = '';
  for (const byte of bytes)
    escaped +=
      byte < 128 && byte !== 37 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

/** Halves of characters become the replacement character, as every encoder of UTF-8 makes them. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A secret that is looked for, with a name that may be printed. */
export type Canary = { readonly name: string; readonly text: string };

type Needle = { readonly name: string; readonly bytes: Buffer };

const groupsOf = (text: string, size: number, between: string): string =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(between);

/** Base64 of a text that begins at any byte of a longer one, without the digits that its neighbours share. */
const base64Within = (text: string): string[] => {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return whole.slice(first, last);
  });
};

/** A secret as somebody could have written it: in groups, in hexadecimal, in base64, in two bytes a letter. */
export const spellingsOf = (text: string): string[] => {
  const bare = text.replace(/[\s-]/g, '');
  const plain = [
    text,
    bare,
    ...[4, 5, 8].flatMap((size) => ['-', ' '].map((dash) => groupsOf(bare, size, dash))),
  ];
  const coded = [...new Set([text, bare])].flatMap((one) => {
    const hex = Buffer.from(one, 'utf8').toString('hex');
    const base64 = base64Within(one);
    const wide = Buffer.from(one, 'utf16le').toString('latin1');
    return [
      hex,
      hex.toUpperCase(),
      ...base64,
      ...base64.map((code) => code.replaceAll('+', '-').replaceAll('/', '_')),
      wide,
    ];
  });
  const cases = plain.flatMap((one) => [one, one.toLowerCase()]);
  return [...new Set([...cases, ...coded])];
};

const headBytes = 6;

/** Finds in any bytes every canary that stands there in some spelling; answers their names. */
export function canarySearch(canaries: readonly Canary[]): (bytes: Buffer) => string[] {
  const byHead = new Map<number, Needle[]>();
  const heads = new Uint8Array(65_536);
  for (const { name, text } of canaries) {
    if (text.length < 16) throw new Error(`${name} is too short to be told from chance`);
    for (const spelling of spellingsOf(text)) {
      const bytes = Buffer.from(spelling, 'latin1');
      const head = bytes.readUIntBE(0, headBytes);
      heads[bytes.readUInt16BE(0)] = 1;
      byHead.set(head, [...(byHead.get(head) ?? []), { name, bytes }]);
    }
  }
  return (bytes) => {
    const found = new Set<string>();
    for (let at = 0; at + headBytes <= bytes.length; at += 1) {
      // Within the bytes, so that neither is ever undefined.
      if (heads[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] !== 1) continue;
      for (const needle of byHead.get(bytes.readUIntBE(at, headBytes)) ?? [])
        if (needle.bytes.equals(bytes.subarray(at, at + needle.bytes.length))) found.add(needle.name);
    }
    return [...found].sort();
  };
}

import { invariant } from '@kontor/domain/invariant';

/** Whether a font has a glyph for a code point. */
export type Coverage = (codePoint: number) => boolean;

const lastCodePoint = 0x10ffff;

/** What a set of TrueType fonts can show, read from their `cmap` tables (OpenType 1.9, cmap; formats 4 and 12). */
export const coverageOf = (fonts: readonly Buffer[]): Coverage => {
  const known = new Uint8Array((lastCodePoint >> 3) + 1);
  const add = (codePoint: number) => {
    known[codePoint >> 3] = (known[codePoint >> 3] ?? 0) | (1 << (codePoint & 7));
  };
  for (const font of fonts) addCharacters(font, add);
  return (codePoint) => ((known[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0;
};

type Add = (codePoint: number) => void;

const addCharacters = (font: Buffer, add: Add): void => {
  const cmap = tableOf(font, 'cmap');
  for (let index = 0; index < font.readUInt16BE(cmap + 2); index += 1) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    const format = font.readUInt16BE(subtable);
    if (format === 4) addSegments(font, subtable, add);
    if (format === 12) addGroups(font, subtable, add);
  }
};

const tableOf = (font: Buffer, tag: string): number => {
  const entries = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + index * 16);
  const entry = entries.find((at) => font.toString('latin1', at, at + 4) === tag);
  invariant(entry !== undefined, `a font has a ${tag} table`);
  return font.readUInt32BE(entry + 8);
};

const addSegments = (font: Buffer, at: number, add: Add): void => {
  const segments = font.readUInt16BE(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const offsets = deltas + segments * 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const [start, end] = [font.readUInt16BE(starts + segment * 2), font.readUInt16BE(ends + segment * 2)];
    const delta = font.readUInt16BE(deltas + segment * 2);
    const offset = font.readUInt16BE(offsets + segment * 2);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const place = offsets + segment * 2 + offset + (code - start) * 2;
      const glyph =
        offset === 0 ? code + delta : font.readUInt16BE(place) && font.readUInt16BE(place) + delta;
      if ((glyph & 0xffff) !== 0) add(code);
    }
  }
};

const addGroups = (font: Buffer, at: number, add: Add): void => {
  for (let group = 0; group < font.readUInt32BE(at + 12); group += 1) {
    const entry = at + 16 + group * 12;
    const [start, end] = [font.readUInt32BE(entry), font.readUInt32BE(entry + 4)];
    for (let code = start; code <= Math.min(end, lastCodePoint); code += 1) add(code);
  }
};

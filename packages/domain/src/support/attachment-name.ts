const mostBytes = 255;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A file's name as its sender called it, safe to show and to save anywhere: no folders, no control characters, nothing
 * that turns the direction of writing, at most 255 bytes, with its ending kept.
 */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const named = plain === '' ? 'file' : plain;
  return shortened(reserved.test(named) ? `_${named}` : named);
}

/** In lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

function shortened(name: string): string {
  if (bytesOf(name) <= mostBytes) return name;
  const extension = extensionOf(name);
  const ending = extension === '' || bytesOf(extension) > 20 ? '' : `.${extension}`;
  const characters = [...name.slice(0, name.length - ending.length)];
  while (bytesOf(characters.join('')) + bytesOf(ending) > mostBytes) characters.pop();
  return `${characters.join('').trimEnd()}${ending}`;
}

/** As UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

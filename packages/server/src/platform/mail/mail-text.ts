/** One line without control characters or marks that turn the direction of writing, cut to a length. */
export const oneLine = (text: string, most: number): string =>
  cut(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim(), most);

/** Plain text as it may stand in a mail: line ends of one kind, and no other control character than a tab. */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '');

// Whole characters only: half of a surrogate pair cannot be stored.
const cut = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const shorter = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(shorter) ? shorter.slice(0, -1) : shorter}…`;
};

/** One address and nothing else, such as a server accepts between the brackets of an envelope. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]+$/u.test(text);

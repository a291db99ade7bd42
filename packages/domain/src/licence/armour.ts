import { fromBase64, textOfUtf8, toBase64, utf8Of } from './bytes-as-text.ts';

export const licenceLabel = 'KONTOR LICENCE';
export const revocationLabel = 'KONTOR REVOCATIONS';
export type ArmourLabel = typeof licenceLabel | typeof revocationLabel;

/** One signed text: the signature is over `bytes`, the UTF-8 of `text`. */
export type Signed = { readonly text: string; readonly bytes: Uint8Array; readonly signature: Uint8Array };

const signatureBytes = 64;
const columns = 64;
const divider = '-----SIGNATURE-----';

/** A signed text as people can mail it: base64 of the text, a divider, base64 of its Ed25519 signature. */
export function armour(label: ArmourLabel, text: string, signature: Uint8Array): string {
  const lines = (bytes: Uint8Array) =>
    (toBase64(bytes).match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).join('\n');
  const body = [lines(utf8Of(text)), divider, lines(signature)].join('\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

/**
 * The blocks of a file in their order; undefined unless it is spelled exactly as `armour` spells it, so that no
 * byte of it can be changed unnoticed. Lines may end as Windows ends them and the last one may lack its end.
 */
export function readArmour(file: string, labels: readonly ArmourLabel[]): Signed[] | undefined {
  const text = file.replaceAll('\r\n', '\n');
  const parts = (text.endsWith('\n') ? text : `${text}\n`).split(/(?<=\n-----END [A-Z ]+-----\n)/);
  if (parts.length > labels.length) return undefined;
  const blocks: Signed[] = [];
  for (const [index, part] of parts.entries()) {
    const label = labels[index];
    const block = label && readBlock(part, label);
    if (!block) return undefined;
    blocks.push(block);
  }
  return blocks;
}

function readBlock(part: string, label: ArmourLabel): Signed | undefined {
  const lines = part.split('\n');
  const middle = lines.indexOf(divider);
  if (middle < 2) return undefined;
  const bytes = fromBase64(lines.slice(1, middle).join(''));
  const signature = fromBase64(lines.slice(middle + 1, -2).join(''));
  const text = bytes && textOfUtf8(bytes);
  if (!bytes || text === undefined || signature?.length !== signatureBytes) return undefined;
  return armour(label, text, signature) === part ? { text, bytes, signature } : undefined;
}

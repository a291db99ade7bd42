import type { ActivityRecord } from '../api/types.ts';
import { languageName, shortId } from '../format/names.ts';

type Details = ActivityRecord['details'];

/** The facts of a record that fit one line: what it was about, which file, which order. */
export function detailWords(
  { details, resourceId }: Pick<ActivityRecord, 'details' | 'resourceId'>,
  locale: string,
) {
  const language = text(details, 'language');
  const orderId = text(details, 'orderId');
  const fileName = text(details, 'fileName');
  // The name of a file already says its version, language and bitness.
  const choice = fileName
    ? [fileName]
    : [text(details, 'version'), language && languageName(language, locale), text(details, 'bitness')];
  const facts = [
    text(details, 'skuTitle') ?? lineNames(details),
    ...choice,
    orderId && shortId(orderId),
  ].filter(Boolean);
  return facts.length > 0 ? facts.join(' · ') : shortId(resourceId);
}

function text(details: Details, key: string): string | undefined {
  const value = details[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Names of the lines of an order, as the record keeps them. */
function lineNames({ lines }: Details): string | undefined {
  if (!Array.isArray(lines)) return undefined;
  const names = lines.flatMap((line: unknown) =>
    typeof line === 'object' && line !== null && 'subscriptionName' in line
      ? [String(line.subscriptionName)]
      : [],
  );
  return names.length > 0 ? [...new Set(names)].join(', ') : undefined;
}

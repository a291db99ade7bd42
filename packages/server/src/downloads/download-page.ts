import {
  escapeHtml,
  type Fact,
  factList,
  type PageLanguage,
  pageInstant,
  pageLanguageName,
  pageSize,
  plainPage,
} from '../platform/http/plain-page.ts';
import type { FollowRefusal, ServableFile } from './follow-link.ts';
import type { LimitRefusal } from './limit-headers.ts';
import { type DeadCode, linkWords } from './link-page-words.ts';

export type PageRefusal = FollowRefusal | LimitRefusal | { readonly code: 'range.not_satisfiable' };

const deadCodeOf = (refusal: PageRefusal): DeadCode => {
  switch (refusal.code) {
    case 'link.revoked':
      return refusal.because;
    case 'link.expired':
      return 'expired';
    case 'link.not_found':
      return 'not_found';
    case 'entitlement.no_artifact':
      return 'missing';
    case 'range.not_satisfiable':
      return 'range';
    case 'downloads.too_many':
      return 'too_many';
  }
};

const withSender = (text: string, sender: string): string => text.replace('{sender}', sender);

/** What somebody sees who opens a link in a browser that gives nothing: why, and what to do. They may know nobody here. */
export const deadLinkPage = (
  refusal: PageRefusal,
  language: PageLanguage,
  sender: string | undefined,
): string => {
  const words = linkWords[language];
  const { title, reason, ask } = words.dead[deadCodeOf(refusal)];
  const seconds = refusal.code === 'downloads.too_many' ? refusal.retryAfterSeconds : 0;
  const asked = withSender(ask, sender ?? words.whoever).replace('{seconds}', String(seconds));
  return plainPage(language, title, `<p>${escapeHtml(reason)}</p><p>${escapeHtml(asked)}</p>`);
};

export type LinkPage = {
  readonly file: ServableFile;
  /** The SKU's own name, which says more than the product's. */
  readonly title: string;
  readonly sender: string;
  readonly href: string;
};

/** What a link gives, for whoever was sent it: no sign-in, and never a key. */
export const linkPage = ({ file, title, sender, href }: LinkPage, language: PageLanguage): string => {
  const words = linkWords[language];
  const { row } = file;
  const facts: Fact[] = [
    [words.product, title],
    [words.version, row.version],
    [words.language, pageLanguageName(row.language, language)],
    [words.bitness, /^\d+$/.test(row.bitness) ? words.bits.replace('{bits}', row.bitness) : row.bitness],
    [words.file, file.fileName],
    [words.size, pageSize(file.sizeBytes, language)],
    ['SHA-256', file.sha256.toString('hex')],
    [words.from, sender],
    [words.until, pageInstant(endOf(file), language)],
  ];
  return plainPage(
    language,
    words.title,
    `<p>${escapeHtml(withSender(words.intro, sender))}</p>${factList(facts)}
<p><a class="act" href="${escapeHtml(href)}" rel="noreferrer nofollow">${escapeHtml(words.download)}</a></p>
<p>${escapeHtml(words.check)}</p>`,
  );
};

const endOf = ({ row }: ServableFile): number =>
  row.entitlement_expires_at !== null && row.entitlement_expires_at < row.expires_at
    ? row.entitlement_expires_at
    : row.expires_at;

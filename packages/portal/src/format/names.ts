/** "English (United States)" for "en-US" in the reader's language; other text comes back as it is. */
export function languageName(tag: string, locale: string): string {
  try {
    return (
      new Intl.DisplayNames(locale, {
        type: 'language',
        languageDisplay: 'standard',
        fallback: 'code',
      }).of(tag) ?? tag
    );
  } catch {
    return tag; // not a language tag: the operator's own word for it is the name
  }
}

/** The market's name in the reader's language; wire codes that are not ISO keep the server's name. */
export function countryName(code: string, serverName: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }).of(code) ?? serverName;
  } catch {
    return serverName; // a wire code outside ISO 3166 (XJ, XS, XE, XK are private use)
  }
}

/** "7f3c2a9b…" where the whole order number would crowd a line; the tooltip and the copy have all of it. */
export function shortId(id: string): string {
  return id.length > 10 ? `${id.slice(0, 8)}…` : id;
}

/** A piece of XML, written as it will stand; only the functions of this file make one. */
export type Xml = string & { readonly __brand: 'Xml' };

export type Attributes = Readonly<Record<string, string>>;

// XML 1.0 allows no other controls and no half of a surrogate pair, not even escaped.
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(notXml, '')
    .replaceAll(/[&<>"\r]/g, (letter) => escapes[letter] ?? letter);

const openTag = (name: string, attributes: Attributes): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')}>`;

/** An element around a text. */
export const leaf = (name: string, text: string, attributes: Attributes = {}): Xml =>
  `${openTag(name, attributes)}${escaped(text)}</${name}>` as Xml; // escaped here

/** An element around others, in their order. */
export const branch = (name: string, children: readonly Xml[]): Xml =>
  `<${name}>${children.join('')}</${name}>` as Xml; // of pieces that are XML

/** The same where there is something to say, and nothing otherwise: UBL forbids empty elements. */
export const optionalLeaf = (name: string, text: string): Xml[] =>
  text.trim() === '' ? [] : [leaf(name, text.trim())];

export const optionalBranch = (name: string, children: readonly Xml[]): Xml[] =>
  children.length === 0 ? [] : [branch(name, children)];

/** The start of a document, whose end `endOf` is: what lies between may be long and is written piece by piece. */
export const startOf = (name: string, attributes: Attributes): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${openTag(name, attributes)}\n`;

export const endOf = (name: string): string => `</${name}>\n`;

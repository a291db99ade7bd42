/** An element as tests look at it: names with their usual prefixes, children in order. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
};

type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

const token =
  /<\?[^?]*\?>|<!--[\s\S]*?-->|<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
const entity = /&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));|&/g;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string => {
  if (text.includes(']]>')) throw new Error('"]]>" must be escaped');
  return text.replaceAll(entity, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return named[name]!;
    if (whole === '&') throw new Error('a bare ampersand');
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal));
  });
};

/** Reads XML strictly: what is not well formed throws. Written for what we write, without CDATA and DTDs. */
export const readXml = (xml: string): Element => {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  token.lastIndex = 0;
  for (let at = 0; at < xml.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (!match) throw new Error(`not well formed at ${at}: ${xml.slice(at, at + 40)}`);
    const [, closing, opening, attributes = '', empty, text] = match;
    const parent = open.at(-1)!;
    if (text !== undefined) parent.text += unescaped(text);
    if (opening !== undefined) {
      const made: Open = { name: opening, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(made);
      if (empty === '') open.push(made);
    }
    if (closing !== undefined && open.pop()!.name !== closing)
      throw new Error(`</${closing}> closes nothing`);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('exactly one root, and all closed');
  return root.children[0]!;
};

const attributesOf = (text: string): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [, name, double, single] of text.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (name! in found) throw new Error(`${name} stands twice`);
    found[name!] = unescaped(double ?? single ?? '');
  }
  return found;
};

/** Every element at a path of child names, `*` for any and `**` for any depth. */
export const all = (element: Element, path: string): Element[] =>
  path.split('/').reduce<Element[]>(
    (found, step) => {
      if (step === '**') return found.flatMap(withDescendants);
      return found.flatMap(({ children }) => children.filter(({ name }) => step === '*' || name === step));
    },
    [element],
  );

const withDescendants = (element: Element): Element[] => [
  element,
  ...element.children.flatMap(withDescendants),
];

/** The text of the first element at a path; '' where there is none. */
export const textAt = (element: Element, path: string): string => all(element, path)[0]?.text.trim() ?? '';

const decimals = 8;

/** A decimal text as a whole number of 10^-8, so that sums are exact. */
export const decimal = (text: string): bigint => {
  const match = /^\s*(-?)(\d+)(?:\.(\d{1,8}))?\s*$/.exec(text);
  if (!match) throw new Error(`${text} is no decimal`);
  const [, sign, whole = '', fraction = ''] = match;
  const scaled = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -scaled : scaled;
};

export const unit = 10n ** BigInt(decimals);

/** A text between quotes or backticks; `index` is where its opening quote stands. */
export type Literal = { readonly text: string; readonly index: number };

export type ScannedSource = {
  /** The source with comments blanked: same length, same lines. */
  readonly withoutComments: string;
  /** The source with comments and the insides of literals blanked: what remains is code. */
  readonly code: string;
  readonly literals: readonly Literal[];
};

/** Splits TypeScript into code, comments and literals well enough to look for words in one of them alone. */
export function scanSource(source: string): ScannedSource {
  const scan: Scan = {
    source,
    comments: source.split(''),
    code: source.split(''),
    literals: [],
    at: 0,
    depths: [],
  };
  while (scan.at < source.length) step(scan);
  return { withoutComments: scan.comments.join(''), code: scan.code.join(''), literals: scan.literals };
}

type Scan = {
  readonly source: string;
  readonly comments: string[];
  readonly code: string[];
  readonly literals: Literal[];
  at: number;
  /** Open braces within each `${…}` that we are inside of. */
  readonly depths: number[];
};

function step(scan: Scan): void {
  const { source, at } = scan;
  const here = source[at] ?? '';
  const two = source.slice(at, at + 2);
  if (two === '//') comment(scan, endOf(source, '\n', at));
  else if (two === '/*') comment(scan, endOf(source, '*/', at + 2) + 2);
  else if (here === "'" || here === '"') literal(scan, quoteEnd(source, at));
  else if (here === '`') template(scan, at + 1);
  else if (here === '/' && startsRegex(source, at)) literal(scan, regexEnd(source, at));
  else code(scan, here);
}

function code(scan: Scan, here: string): void {
  const depth = scan.depths.at(-1);
  if (depth !== undefined && here === '}' && depth === 0) {
    scan.depths.pop();
    template(scan, scan.at + 1);
    return;
  }
  if (depth !== undefined && here === '{') scan.depths[scan.depths.length - 1] = depth + 1;
  if (depth !== undefined && here === '}') scan.depths[scan.depths.length - 1] = depth - 1;
  scan.at += 1;
}

function comment(scan: Scan, end: number): void {
  blank(scan.comments, scan.at, end);
  blank(scan.code, scan.at, end);
  scan.at = end;
}

function literal(scan: Scan, end: number): void {
  scan.literals.push({ text: scan.source.slice(scan.at + 1, end - 1), index: scan.at });
  blank(scan.code, scan.at + 1, end - 1);
  scan.at = end;
}

// From the opening backtick or the brace that ends an expression, to the closing backtick or the next expression.
function template(scan: Scan, from: number): void {
  const { source } = scan;
  let end = from;
  while (end < source.length && source[end] !== '`' && source.slice(end, end + 2) !== '${') {
    end += source[end] === '\\' ? 2 : 1;
  }
  scan.literals.push({ text: source.slice(from, end), index: from - 1 });
  blank(scan.code, from, Math.min(end, source.length));
  const opensExpression = source[end] === '$';
  if (opensExpression) scan.depths.push(0);
  scan.at = end + (opensExpression ? 2 : 1);
}

function blank(characters: string[], from: number, to: number): void {
  for (let i = from; i < to && i < characters.length; i += 1) {
    if (characters[i] !== '\n') characters[i] = ' ';
  }
}

function endOf(source: string, what: string, from: number): number {
  const found = source.indexOf(what, from);
  return found === -1 ? source.length : found;
}

// A quote that never closes is an apostrophe in the text of a page: it ends with its line.
function quoteEnd(source: string, at: number): number {
  const quote = source[at];
  for (let i = at + 1; i < source.length; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === quote) return i + 1;
    else if (source[i] === '\n') return at + 1;
  }
  return source.length;
}

const beforeRegex = /(^|[(,=:[!&|?{};+\n]|=>|\breturn|\btypeof|\bcase)\s*$/;

function startsRegex(source: string, at: number): boolean {
  return beforeRegex.test(source.slice(Math.max(0, at - 40), at)) && regexEnd(source, at) > at + 1;
}

function regexEnd(source: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < source.length && source[i] !== '\n'; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === '[') inClass = true;
    else if (source[i] === ']') inClass = false;
    else if (source[i] === '/' && !inClass) return i + 1;
  }
  return at + 1;
}

export function lineAt(source: string, index: number): number {
  let line = 1;
  for (let i = source.indexOf('\n'); i !== -1 && i < index; i = source.indexOf('\n', i + 1)) line += 1;
  return line;
}

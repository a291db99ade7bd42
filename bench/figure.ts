/** What a run measures; `ratio` is value ÷ floor where a floor exists. Times of one operation in milliseconds. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
};

export const scenarioNames = ['checkout', 'reveal', 'cancel'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** Clients at once, the fullest load first. */
export const clientCounts = [32, 8, 1] as const;
export type ClientCount = (typeof clientCounts)[number];

/** Figures that are bounded, and how. */
const targets: Readonly<
  Record<string, { readonly of: 'value' | 'ratio'; readonly at: 'least' | 'most'; readonly bound: number }>
> = {
  'checkout.32': { of: 'ratio', at: 'least', bound: 0.25 },
  'reveal.32': { of: 'ratio', at: 'least', bound: 0.35 },
  'cancel.32': { of: 'ratio', at: 'least', bound: 0.3 },
  'checkout.32.tail': { of: 'value', at: 'most', bound: 3 },
  'reveal.32.tail': { of: 'value', at: 'most', bound: 3 },
  'cancel.32.tail': { of: 'value', at: 'most', bound: 3 },
  'reveal.200': { of: 'value', at: 'most', bound: 40 },
  'start.warm': { of: 'value', at: 'most', bound: 3 },
  'start.first': { of: 'value', at: 'most', bound: 25 },
  'memory.server': { of: 'value', at: 'most', bound: 300 },
  'import.prices': { of: 'ratio', at: 'least', bound: 0.3 },
  'import.prices.memory': { of: 'value', at: 'most', bound: 300 },
  'import.keys': { of: 'ratio', at: 'least', bound: 0.3 },
  'import.keys.memory': { of: 'value', at: 'most', bound: 300 },
  'import.keys.lag': { of: 'value', at: 'most', bound: 50 },
  'take.snapshot': { of: 'ratio', at: 'least', bound: 0.7 },
  'billing.run': { of: 'ratio', at: 'least', bound: 0.4 },
  'billing.run.memory': { of: 'value', at: 'most', bound: 400 },
  'billing.run.tenfold': { of: 'value', at: 'most', bound: 11 },
  'years.ten': { of: 'value', at: 'most', bound: 10 },
  'licence.verify': { of: 'value', at: 'most', bound: 1 },
  'download.1gib': { of: 'ratio', at: 'least', bound: 0.65 },
  'download.memory': { of: 'value', at: 'most', bound: 64 },
  'link.check': { of: 'value', at: 'most', bound: 1 },
  'documents.pdf': { of: 'value', at: 'least', bound: 50 },
  'sequencing.rate': { of: 'value', at: 'least', bound: 3000 },
  'sequencing.wait': { of: 'value', at: 'most', bound: 1000 },
  'log.pages.date': { of: 'value', at: 'most', bound: 1.5 },
  'log.pages.customer': { of: 'value', at: 'most', bound: 1.5 },
  'log.pages.user': { of: 'value', at: 'most', bound: 1.5 },
  'log.export': { of: 'ratio', at: 'least', bound: 0.4 },
  'log.overhead': { of: 'value', at: 'most', bound: 10 },
  proof: { of: 'value', at: 'most', bound: 5 },
};

export const figureNames: readonly string[] = [
  'start.first',
  'start.warm',
  ...scenarioNames.flatMap((scenario) => [
    ...clientCounts.map((count) => `${scenario}.${count}`),
    `${scenario}.32.tail`,
  ]),
  'reveal.200',
  'memory.server',
  'import.prices',
  'import.prices.memory',
  'import.keys',
  'import.keys.memory',
  'import.keys.lag',
  'take.snapshot',
  'billing.run',
  'billing.run.memory',
  'billing.run.tenfold',
  'years.ten',
  'licence.verify',
  'documents.pdf',
  'download.1gib',
  'download.memory',
  'link.check',
  'sequencing.rate',
  'sequencing.wait',
  'proof',
  'log.pages.date',
  'log.pages.customer',
  'log.pages.user',
  'log.export',
  'log.overhead',
];

/** Whether a figure keeps its bound, in words; empty for figures without one. */
export const verdictOf = (figure: Figure): string => {
  const target = targets[figure.name];
  if (target === undefined) return '';
  const actual = figure[target.of];
  const kept = actual !== null && (target.at === 'least' ? actual >= target.bound : actual <= target.bound);
  return `${kept ? 'ok' : 'MISSED'}: ${target.of} at ${target.at} ${target.bound}`;
};

/** A figure whose name is one of `wanted` or begins with one and a dot; everything when nothing was named. */
export const isWanted = (name: string, wanted: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((part) => name === part || name.startsWith(`${part}.`));

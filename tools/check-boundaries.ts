// Who may import whom: the arrows of ARCHITECTURE.md. The tables come first; the rest only applies them.
import { type Import, importsOf, isTest, relativeTarget, type SourceFile } from './source-tree.ts';
import type { Violation } from './violation.ts';

type Package = 'domain' | 'wire' | 'contract' | 'server' | 'portal';

/** Arrows 1, 2 and 4: which of our packages a package may import, and whether Node's own modules. */
const packageArrows: Readonly<
  Record<Package, { readonly ours: readonly Package[]; readonly node: boolean }>
> = {
  domain: { ours: [], node: false },
  wire: { ours: [], node: false },
  contract: { ours: ['domain'], node: false },
  server: { ours: ['domain', 'wire', 'contract'], node: true },
  portal: { ours: ['domain', 'contract'], node: false },
};

/** Arrow 4: what the portal may take from the others; everything else would ship schemas and rules to the browser. */
const portalModules: readonly string[] = [
  '@kontor/domain/money',
  '@kontor/domain/time',
  '@kontor/domain/access/roles',
  '@kontor/contract/client',
  // The generated table of methods and paths that the client reads: no schema in it.
  '@kontor/contract/client-routes',
  // How a log is verified: the same code as on the command line, no rule of business, needed where nobody is asked.
  '@kontor/domain/activity/checkpoint',
  '@kontor/domain/activity/first-change',
  '@kontor/domain/activity/merkle-tree',
  '@kontor/domain/activity/openings',
  '@kontor/domain/activity/record-line',
  '@kontor/domain/activity/signed-note',
  '@kontor/domain/activity/verify-export',
  '@kontor/domain/activity/verify-proof',
];
/** Unions of states and names: lists without rules. */
const portalStates: readonly string[] = [
  '@kontor/domain/activity/actions',
  '@kontor/domain/billing/charge',
  '@kontor/domain/cancellation/verdict',
  '@kontor/domain/cart/cart',
  '@kontor/domain/catalog/billing-cycle',
  '@kontor/domain/catalog/segment',
  '@kontor/domain/catalog/term',
  '@kontor/domain/entitlement/entitlement',
  '@kontor/domain/market/family',
  '@kontor/domain/order/order',
  '@kontor/domain/support/impact',
  '@kontor/domain/support/support-status',
  '@kontor/domain/support/support-type',
];
/** State unions that stand beside rules: their types only, so that no rule ships to the browser. */
const portalStateTypes: readonly string[] = [
  '@kontor/domain/billing/document',
  '@kontor/domain/market/tax',
  '@kontor/domain/payment/ageing',
  '@kontor/domain/payment/statement',
];

/** Arrow 3: the parts of the server, by the first folder (or file) under packages/server/src. */
const wiring = ['app', 'main', 'worker', 'start', 'cli', 'open-services'];
const tables = ['config', 'refusals', 'problem-of'];
type Part = 'platform' | 'wire' | 'wiring' | 'table' | 'seed' | 'testing' | 'noun';

/** Which parts a part may import besides itself. A noun may import other nouns, within `notForOthers`. */
const serverArrows: Readonly<Record<Part, readonly Part[]>> = {
  platform: [],
  wire: ['platform', 'table'],
  table: ['table', 'noun', 'platform'],
  noun: ['platform', 'wire', 'table', 'noun'],
  seed: ['platform', 'table', 'noun'],
  wiring: ['platform', 'wire', 'table', 'noun', 'seed', 'wiring'],
  testing: ['platform', 'wire', 'table', 'noun', 'seed', 'wiring', 'testing'],
};

/** Files of a noun that no other noun may import: its commands, `-store` reads and `-events` are for others. */
const notForOthers = /-(routes?|views?|wire|jobs?)\.tsx?$/;
/** Where their words may be read: the translators, the routes that register them and the mechanism under both. */
const knowsTheWire = /(-(wire|routes)\.ts$|\/src\/wire\/|\/src\/platform\/http\/)/;
const translatesTheWire = /-wire\.ts$/;

/** Dependencies that each package declares; `root` holds what tests and tools may use everywhere. */
export type Manifests = Readonly<Partial<Record<Package | 'root', readonly string[]>>>;

export function checkBoundaries(files: readonly SourceFile[], manifests: Manifests): Violation[] {
  return files.flatMap((file) => {
    const from = packageOf(file.path);
    if (from === undefined) return [];
    return importsOf(file).flatMap((imported) => {
      const broken = brokenArrow({ file, from, imported, manifests });
      return broken ? [{ file: file.path, line: imported.line, ...broken }] : [];
    });
  });
}

type Broken = Pick<Violation, 'rule' | 'message'>;
type Case = {
  readonly file: SourceFile;
  readonly from: Package;
  readonly imported: Import;
  readonly manifests: Manifests;
};

function brokenArrow({ file, from, imported, manifests }: Case): Broken | undefined {
  const { specifier } = imported;
  const target = relativeTarget(file, specifier);
  if (target !== undefined) return brokenInside(file.path, from, target);
  if (specifier.startsWith('@kontor/')) return brokenBetween(file.path, from, imported);
  if (specifier.startsWith('node:')) return brokenNode(file.path, from, specifier);
  return brokenDependency(file.path, { from, specifier, manifests });
}

function brokenInside(path: string, from: Package, target: string): Broken | undefined {
  if (packageOf(target) !== from) {
    return { rule: 'arrow', message: `${target} is in another package: import it as @kontor/…` };
  }
  if (!isTest(path) && isTest(target)) {
    return { rule: 'arrow 3', message: `${shown(target)} is for tests; what runs must not need it` };
  }
  return from === 'server' ? brokenInServer(path, target) : undefined;
}

function brokenInServer(path: string, target: string): Broken | undefined {
  const here = partOf(path);
  const there = partOf(target);
  if (here.part !== there.part && !serverArrows[here.part].includes(there.part)) {
    const allowed = serverArrows[here.part].join(', ') || 'nothing else of the server';
    return {
      rule: 'arrow 3',
      message: `${here.name} must not import ${shown(target)}; it may import: ${allowed}`,
    };
  }
  const betweenNouns = here.part === 'noun' && there.part === 'noun' && here.name !== there.name;
  if ((betweenNouns || here.part === 'seed') && notForOthers.test(target)) {
    return {
      rule: 'arrow 3',
      message: `${shown(target)} belongs to ${there.name} alone; ${here.name} may import its commands, -store and -events`,
    };
  }
  return undefined;
}

function brokenBetween(path: string, from: Package, imported: Import): Broken | undefined {
  const to = imported.specifier.split('/')[1] ?? '';
  if (!packageArrows[from].ours.some((name) => name === to)) {
    const allowed = packageArrows[from].ours.join(', ') || 'no other package';
    return { rule: 'arrow 1', message: `${from} must not import ${to}; it may import ${allowed}` };
  }
  if (from === 'portal' && !isTest(path)) return brokenInPortal(imported);
  if (from !== 'server' || isTest(path)) return undefined;
  if (to === 'wire' && !knowsTheWire.test(path)) {
    return { rule: 'arrow 2', message: 'only -wire and -routes files speak the words of @kontor/wire' };
  }
  if (to === 'contract' && translatesTheWire.test(path)) {
    return { rule: 'arrow 2', message: 'a -wire file translates their words and knows no @kontor/contract' };
  }
  return undefined;
}

function brokenInPortal({ specifier, typeOnly }: Import): Broken | undefined {
  if (portalModules.includes(specifier) || portalStates.includes(specifier)) return undefined;
  if (typeOnly && portalStateTypes.includes(specifier)) return undefined;
  if (typeOnly && specifier.startsWith('@kontor/contract/')) return undefined;
  const remedy = specifier.startsWith('@kontor/contract/')
    ? 'the portal takes types and client.ts from the contract: use `import type`'
    : 'the portal takes money, time, access/roles and state unions from the domain';
  return { rule: 'arrow 4', message: `${specifier}: ${remedy}` };
}

function brokenNode(path: string, from: Package, specifier: string): Broken | undefined {
  if (packageArrows[from].node || isTest(path) || !path.includes('/src/')) return undefined;
  return { rule: 'arrow 1', message: `${from} runs anywhere and must not import ${specifier}` };
}

function brokenDependency(
  path: string,
  { from, specifier, manifests }: Pick<Case, 'from' | 'manifests'> & { readonly specifier: string },
): Broken | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const declared = manifests[from] ?? [];
  const inTests = isTest(path) || !path.includes('/src/') ? (manifests.root ?? []) : [];
  if (declared.includes(name) || inTests.includes(name)) return undefined;
  return {
    rule: 'arrow 1',
    message: `${name} is no dependency of @kontor/${from}: npm finds it by accident only`,
  };
}

function packageOf(path: string): Package | undefined {
  const name = /^packages\/([^/]+)\//.exec(path)?.[1];
  return packages.find((known) => known === name);
}
const packages: readonly Package[] = ['domain', 'wire', 'contract', 'server', 'portal'];

function partOf(path: string): { readonly part: Part; readonly name: string } {
  const [first = '', ...rest] = path.replace('packages/server/src/', '').split('/');
  const name = first.replace(/\.ts$/, '');
  if (isTest(path)) return { part: 'testing', name: 'a test' };
  if (wiring.includes(name)) return { part: 'wiring', name: first };
  if (rest.length === 0) return { part: tables.includes(name) ? 'table' : 'noun', name: first };
  if (name === 'platform' || name === 'wire' || name === 'seed') return { part: name, name };
  return { part: 'noun', name };
}

function shown(path: string): string {
  return path.replace(/^packages\/(\w+)\/src\//, '$1: ');
}

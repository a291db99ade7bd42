import type { Access } from '@kontor/contract/operation';
import { permissionTable } from '@kontor/domain/access/authorize';
import { type Rule, ruleOf } from '@kontor/domain/access/permissions';
import { partnerRoles } from '@kontor/domain/access/roles';

/** `sales_agent` → `Sales agent`. */
const inWords = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
};

const partnersOf = (rule: Rule): string => {
  if (rule.partnerRoles.length === partnerRoles.length) return 'any partner role';
  return rule.partnerRoles.map(inWords).join(', ');
};

/** Who may call an operation, as a person would say it. */
export const accessInWords = (access: Access): string => {
  if (access === 'anybody') return 'anybody, signed in or not';
  if (access === 'signed_in') return 'anybody who is signed in';
  const rule = ruleOf(access);
  const people = [
    ...(rule.partnerRoles.length > 0 ? [`partner users (${partnersOf(rule)})`] : []),
    ...(rule.customerRoles ? [`customer users (${rule.customerRoles.map(inWords).join(', ')})`] : []),
    ...(rule.operator ? ['the operator'] : []),
  ];
  return [people.join('; '), ...conditionsOf(rule)].join('; ');
};

const conditionsOf = (rule: Rule): string[] => [
  ...(rule.partnerRoles.length === 0
    ? []
    : [rule.appOnly ? 'an application alone too' : 'no application alone']),
  ...(rule.scope ? [`an application needs the scope ${rule.scope}`] : []),
  ...(rule.secondFactor ? ['users need a second factor'] : []),
];

const header = `# Who may do what

The one table that every surface asks: the Partner Center API, the Kontor API, the portals and downloads. It is
written by \`npm run openapi\` from \`packages/domain/src/access/permissions.ts\`, and a test compares them.

Roles are read from the database at each request, so that losing one works at once. An application that acts for a
user may do what both the user's roles and its own scopes allow. Whatever belongs to another tenant is answered
like something that does not exist.

- **Application alone**: a token of the application itself, without a user.
- **Scope**: what a Global administrator must have granted to an application, with or without a user.
- **Second factor**: partner users must have passed one.

| permission | partner roles | customer roles | operator | application alone | scope | second factor |
|---|---|---|---|---|---|---|
`;

/** The permission table as it stands in docs/access.md. */
export const accessTable = (): string =>
  header +
  permissionTable()
    .map(({ permission, ...rule }) => {
      const cells = [
        `\`${permission}\``,
        partnersOf(rule),
        rule.customerRoles?.map(inWords).join(', ') ?? '',
        rule.operator ? 'yes' : '',
        rule.appOnly ? 'yes' : '',
        rule.scope ? `\`${rule.scope}\`` : '',
        rule.secondFactor ? 'yes' : '',
      ];
      return `| ${cells.map((cell) => cell || '–').join(' | ')} |\n`;
    })
    .join('');

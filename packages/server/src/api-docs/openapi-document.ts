import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { openApiOperation, problemAnswers } from './openapi-operation.ts';
import { type Components, noComponents, type Schema } from './schema-components.ts';

const description = `Everything the portals do, for programs. Amounts are decimal text with exactly the decimals of
their currency; instants are RFC 3339 in UTC; ids are opaque text. Fields may be added, none renamed.

**Paging**: \`limit\` (50, at most 500) and \`cursor\`; the answer is \`{items, next}\`, and \`next\` is null at the end.

**Problems**: \`application/problem+json\` with a stable \`code\`; its \`type\` is a page that says what to do.

**Repeating**: send \`Idempotency-Key\` on a POST; the same key and body answer the first success again.

**Tokens**: \`POST /{tenant}/oauth2/v2.0/token\` with \`grant_type=client_credentials\` (the application alone) or
\`grant_type=refresh_token\` (for a user).`;

const tags: Readonly<Record<string, string>> = {
  session: 'Signing in to the portals',
  consents: 'What people let applications and devices do for them',
  customers: 'The customers of a partner',
  catalog: 'What can be sold to a customer, and for how much',
  carts: 'Carts and checkout',
  orders: 'Order history',
  software: 'Keys, downloads and links',
  licences: 'Signed licences that work offline, and their devices',
  downloads: 'The files themselves',
  cancellations: 'Preview, credit and cancel',
  activity: 'Who did what',
  support: 'Requests to the operator, their conversation, files and decisions',
  events: 'Everything that happened, in order',
  notices: 'What people are told, and how they choose to be',
  webhooks: 'Events sent to addresses, signed and in order',
  calendar: 'Windows that close, for calendar programs',
  mails: 'Mails that wait, were sent or failed, for the operator',
  clock: 'The clock of an account',
  balance: 'What an account owes, and its statement',
  payments: 'Payments, bank statements and credit limits, for the operator',
  subscriptions: 'Subscriptions through their life',
  reservations: 'Reservations, cloud subscriptions and hybrid benefit',
  sandboxes: 'Accounts to try things in',
  billing: 'Billing runs, invoices and their reconciliation',
  policies: 'Cancellation policies, for the operator',
  'review-rules': 'What a person decides, for the operator',
  'tax-rates': 'Tax rates, for the operator',
  'market-availability': 'Where a family is sold, for the operator',
  promotions: 'Lower prices for a while, for the operator',
  'exchange-rates': 'Rates between currencies, for the operator',
  users: 'Users of customers with their roles and licences, and people of your own account',
  applications: 'Applications, their secrets and certificates',
  profiles: 'What your own account says of itself',
  partners: 'Partners, their limits and discounts, for the operator',
  settings: 'The installation’s own settings, for the operator',
  'price-sheets': 'Price sheets, for the operator',
  'key-pools': 'Stock of keys, for the operator',
  artifacts: 'Files to download, for the operator',
};

const problemSchema: Schema = {
  type: 'object',
  description: 'RFC 9457, with the facts of the refusal beside these members',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'the page about this code' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'stable; switch on this' },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'quote it when you ask for help' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const sharedComponents = {
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    session: { type: 'apiKey', in: 'cookie', name: 'kontor_session', description: 'of the portals' },
    csrf: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Kontor-CSRF',
      description: 'the `csrfToken` of the session, beside its cookie on everything but a read',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'the same key and body answer the first success again, for 30 days',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'the version that was read; another one is refused',
      schema: { type: 'string' },
    },
  },
  headers: {
    IdempotentReplayed: {
      description: '`true` when this is the stored answer of an earlier request',
      schema: { type: 'string' },
    },
    RetryAfter: { description: 'seconds to wait', schema: { type: 'integer' } },
  },
};

// Not an operation of the client: browsers and download managers fetch it by the address they were given.
const downloadsPath = (components: Components): Schema => ({
  parameters: [
    {
      name: 'token',
      in: 'path',
      required: true,
      description: 'of the `url` that a download or a link answered',
      schema: { type: 'string' },
    },
  ],
  ...Object.fromEntries(
    (['get', 'head'] as const).map((method) => [
      method,
      {
        operationId: method === 'get' ? 'download' : 'describeDownload',
        summary: method === 'get' ? 'The file, or a range of it' : 'Size, name and checksum of the file',
        description: 'Checked against the purchase at every request. Range and If-Range are understood.',
        tags: ['downloads'],
        security: [],
        responses: {
          200: { description: 'The whole file', content: { 'application/octet-stream': {} } },
          206: { description: 'The range asked for', content: { 'application/octet-stream': {} } },
          ...problemAnswers(
            [
              'not_found',
              'link.expired',
              'link.revoked',
              'range.not_satisfiable',
              'downloads.too_many',
              'internal',
            ],
            components,
          ),
        },
      },
    ]),
  ),
});

/** The OpenAPI 3.1 document of the Kontor API, from the values that run its routes. */
export const openApiDocument = (): Schema => {
  const components = noComponents();
  components.schemas.set('Problem', problemSchema);
  const paths = {
    ...pathsOf(Object.values(operations), components),
    '/downloads/{token}': downloadsPath(components),
  };
  const used = new Set([...Object.values(operations).map(({ noun }) => noun as string), 'downloads']);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kontor API',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/kontor/v1' }],
    tags: [...used].map((name) => ({ name, description: tags[name] ?? name })),
    paths,
    components: {
      ...sharedComponents,
      schemas: sorted(components.schemas),
      responses: sorted(components.responses),
    },
  };
};

const pathsOf = (all: readonly Operation[], components: Components): Schema =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, own]) => [
      path,
      Object.fromEntries(
        own.map((operation) => [operation.method.toLowerCase(), openApiOperation(operation, components)]),
      ),
    ]),
  );

const sorted = (named: ReadonlyMap<string, Schema>): Schema =>
  Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)));

/** The document as `docs/openapi.json` holds it. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;

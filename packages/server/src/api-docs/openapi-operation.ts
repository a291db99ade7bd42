import type { Operation } from '@kontor/contract/operation';
import { type ProblemCode, problems } from '@kontor/contract/problems';
import type { z } from 'zod';
import { accessInWords } from './access-in-words.ts';
import { isReplayable, problemsOf } from './operation-problems.ts';
import { type Components, type Schema, schemaOf } from './schema-components.ts';

/** The OpenAPI operation object of one operation. */
export const openApiOperation = (operation: Operation, components: Components): Schema => ({
  operationId: operation.name,
  summary: operation.summary,
  description: descriptionOf(operation),
  tags: [operation.noun],
  security: securityOf(operation),
  parameters: [
    ...parametersIn('path', operation.params, components),
    ...parametersIn('query', operation.query, components),
    ...headersOf(operation),
  ],
  ...requestBodyOf(operation, components),
  responses: { ...answersOf(operation, components), ...problemAnswers(problemsOf(operation), components) },
});

const descriptionOf = (operation: Operation): string =>
  [
    `Who may call: ${accessInWords(operation.access)}.`,
    ...(operation.secret
      ? ['The answer holds a secret: it is never stored, and a repeat is decided anew.']
      : []),
  ].join(' ');

const securityOf = ({ access, method }: Operation): Schema[] => {
  if (access === 'anybody') return [];
  return [{ bearer: [] }, method === 'GET' ? { session: [] } : { session: [], csrf: [] }];
};

const parametersIn = (
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  components: Components,
): Schema[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType; // the members of an object schema are schemas
    const { description, ...rest } = schemaOf(type, components);
    return {
      name,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });

const headersOf = (operation: Operation): Schema[] => [
  ...(isReplayable(operation) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(operation.problems.includes('version.stale') ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
];

const requestBodyOf = ({ body, bodyStream }: Operation, components: Components): Schema => {
  if (bodyStream) return { requestBody: { required: true, content: { [bodyStream]: {} } } };
  if (!body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, components) } } },
  };
};

const answersOf = (operation: Operation, components: Components): Schema =>
  Object.fromEntries(
    Object.entries(operation.answers).map(([status, answer]) => [
      status,
      {
        description: descriptionOfAnswer(Number(status), answer),
        ...(isReplayable(operation)
          ? { headers: { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } } }
          : {}),
        ...contentOf(answer, components),
      },
    ]),
  );

const descriptionOfAnswer = (status: number, answer: Operation['answers'][number]): string => {
  if (answer === null) return 'Done; there is nothing to say';
  if (answer === 'stream') return 'The bytes';
  return { 201: 'Made', 202: 'Begun; it goes on in the background' }[status] ?? 'Success';
};

const contentOf = (answer: Operation['answers'][number], components: Components): Schema => {
  if (answer === null) return {};
  if (answer === 'stream') return { content: { '*/*': {} } };
  return { content: { 'application/json': { schema: schemaOf(answer as z.ZodType, components) } } }; // the rest
};

/** Problems by status, each with its codes; the same codes are described once. */
export const problemAnswers = (codes: readonly ProblemCode[], components: Components): Schema => {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => {
      const name = own.join('-or-');
      components.responses.set(name, problemAnswer(status, own));
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
};

const problemAnswer = (status: number, codes: readonly ProblemCode[]): Schema => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
  ...(status === 429 ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } } : {}),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [{ $ref: '#/components/schemas/Problem' }],
        properties: { status: { const: status }, code: { enum: codes } },
      },
    },
  },
});

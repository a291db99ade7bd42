import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { accessTable } from './access-in-words.ts';
import { errorListPage, errorPage, isProblemCode, unknownPage } from './error-pages.ts';
import { docsPage, styleSheet } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { openApiText } from './openapi-document.ts';
import { referencePage } from './reference-page.ts';

export type ApiDocsOptions = { readonly publicUrl: string };

const docsFolder = new URL('../../../../docs/', import.meta.url);

/** Pages of docs/ that users are sent to, by the last part of their address. */
export const topics: Readonly<Record<string, string>> = {
  glossary: 'Glossary',
  'keys-and-downloads': 'Keys, downloads and links',
};

/** The OpenAPI document, the reference for people and a page a problem; all open to anybody. */
export const registerApiDocs = (app: FastifyInstance, { publicUrl }: ApiDocsOptions): void => {
  // Made at the first look, so that a start does not wait for it.
  const openApi = once(openApiText);
  const reference = once(() => referencePage(publicUrl));
  app.get('/kontor/v1/openapi.json', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(openApi()),
  );
  app.get('/docs', (_request, reply) => sendPage(reply, reference()));
  app.get('/docs/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(styleSheet));
  app.get('/docs/access', (_request, reply) =>
    sendPage(reply, docsPage('Who may do what', renderMarkdown(accessTable()))),
  );
  app.get('/docs/errors', (_request, reply) => sendPage(reply, errorListPage()));
  app.get<{ Params: { code: string } }>('/docs/errors/:code', async (request, reply) => {
    const { code } = request.params;
    if (!isProblemCode(code)) return sendPage(reply.code(404), unknownPage());
    return sendPage(reply, errorPage(code, await readDoc(`errors/${code}.md`)));
  });
  app.get<{ Params: { topic: string } }>('/docs/:topic', async (request, reply) => {
    const { topic } = request.params;
    const title = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
    if (title === undefined) return sendPage(reply.code(404), unknownPage());
    return sendPage(reply, docsPage(title, renderMarkdown(await readDoc(`${topic}.md`))));
  });
};

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);

const readDoc = (path: string): Promise<string> => readFile(fileURLToPath(new URL(path, docsFolder)), 'utf8');

const once = (make: () => string): (() => string) => {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

import { operations } from '@kontor/contract/operations';
import { fastify } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { registerApiDocs, topics } from './register-api-docs.ts';

const app = fastify();
registerApiDocs(app, { publicUrl: 'https://kontor.example' });
afterAll(() => app.close());
const get = (url: string) => app.inject({ method: 'GET', url });

describe('the documentation is open to anybody', () => {
  it('the OpenAPI document', async () => {
    const response = await get('/kontor/v1/openapi.json');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(response.json()).toMatchObject({ openapi: '3.1.0' });
  });

  it('the reference, with every operation', async () => {
    const { body, headers } = await get('/docs');
    expect(headers['content-type']).toMatch(/^text\/html/);
    for (const { name } of Object.values(operations)) expect(body).toContain(`<h3 id="${name}">`);
    expect(body).toContain('https://kontor.example/kontor/v1');
  });

  it.each(['/docs/errors', '/docs/access', ...Object.keys(topics).map((topic) => `/docs/${topic}`)])(
    '%s is a page with one heading and a title',
    async (url) => {
      const { statusCode, body } = await get(url);
      expect(statusCode).toBe(200);
      expect(body.match(/<h1/g)).toHaveLength(1);
      expect(body).toMatch(/<title>\S.* – Kontor<\/title>/);
      expect(body).not.toContain('undefined');
    },
  );

  it('a page a code', async () => {
    const { statusCode, body } = await get('/docs/errors/entitlement.revoked');
    expect(statusCode).toBe(200);
    expect(body).toContain('The purchase was cancelled');
  });

  it.each([
    '/docs/errors/no.such.code',
    '/docs/errors/..%2Faccess',
    '/docs/constructor',
    '/docs/..%2FREADME',
  ])('%s does not exist', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(404);
    expect(body).toContain('There is no such page');
  });

  it('no page asks for anything but our own style sheet', async () => {
    for (const url of ['/docs', '/docs/errors', '/docs/access']) {
      const { body } = await get(url);
      expect([...body.matchAll(/(?:src|<link[^>]*href)="([^"]+)"/g)].map((match) => match[1])).toEqual([
        '/docs/style.css',
      ]);
      expect(body).not.toMatch(/<script|style="/);
    }
    expect((await get('/docs/style.css')).headers['content-type']).toMatch(/^text\/css/);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { usualLimits } from '../platform/storage/storage-settings.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import { buildWorld } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerDownloadsKontor } from './download-routes.ts';

const hasNginx = spawnSync('nginx', ['-v']).error === undefined;
const guide = new URL('../../../../docs/operating/storage.md', import.meta.url);

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** The configuration that the guide gives, with our port, folder and Kontor in it. */
const configuration = async (folder: string, files: string, upstream: string, port: number) => {
  const [, snippet = ''] = /```nginx\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? [];
  const own = snippet
    .replace('server {', `server {\n  listen 127.0.0.1:${port};`)
    .replace('http://127.0.0.1:8080', upstream)
    .replace('/srv/kontor/files/', `${files}/`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log ${folder}/error.log;
events {} http { access_log off; ${temporary.join(' ')} ${own} }`;
};

test.skipIf(!hasNginx)(
  'nginx as the guide sets it up sends what Kontor allows, and nothing else',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kontor-nginx-'));
    const database = await testDatabase();
    const world = await buildWorld(database);
    const files = createFileStore(join(folder, 'files'));
    const app = await testApp({
      pools: database,
      world,
      services: {
        files,
        downloads: { handOff: { kind: 'x-accel', internalPath: '/kontor-files/' }, limits: usualLimits },
      },
      register: (surfaces) => registerDownloadsKontor(surfaces.app, surfaces.kontor),
    });
    const { bytes } = world.catalog.artifact;
    const { storageKey } = await files.put(Readable.from([bytes]));
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    await writeFile(
      file,
      await configuration(
        folder,
        join(folder, 'files'),
        await app.listen({ port: 0, host: '127.0.0.1' }),
        port,
      ),
    );
    const nginx = spawn('nginx', ['-p', folder, '-c', file], { stdio: 'ignore' });
    try {
      const base = `http://127.0.0.1:${port}`;
      for (let left = 100; left > 0; left -= 1) {
        if (
          await fetch(base).then(
            () => true,
            () => false,
          )
        )
          break;
        await pause(50);
      }
      const customer = world.partner.customers.DE!;
      const offer = world.catalog.subscription.DE!;
      const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
      const made = await app.inject({
        method: 'POST',
        url: `/kontor/v1/customers/${customer.id}/software/${entitlementId}/download-links`,
        headers: by(asUser(world.partner, 'admin_agent')),
        payload: { version: '2025', language: 'en-US', bitness: '64' },
      });
      const url = `${base}${new URL(made.json().url).pathname}`;
      const whole = await fetch(url);
      expect(whole.status).toBe(200);
      expect(whole.headers.get('content-disposition')).toContain('setup.iso');
      expect(whole.headers.get('x-accel-redirect')).toBeNull();
      expect(
        createHash('sha256')
          .update(Buffer.from(await whole.arrayBuffer()))
          .digest('hex'),
      ).toBe(storageKey);
      const etag = String(whole.headers.get('etag'));
      const part = await fetch(url, { headers: { range: 'bytes=1000000-', 'if-range': etag } });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1_000_000))).toBe(true);
      const several = await fetch(url, { headers: { range: 'bytes=0-1,5-6' } });
      expect(several.status).toBe(416);
      await several.arrayBuffer();
      const head = await fetch(url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
      const guessed = await fetch(`${base}/kontor-files/${storageKey.slice(0, 2)}/${storageKey}`);
      expect(guessed.status).toBe(404);
      await guessed.arrayBuffer();
      await database.owner.query(
        "update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = clock_timestamp() where id = $1",
        [entitlementId],
      );
      const dead = await fetch(url, { headers: { range: 'bytes=1000000-' } });
      expect([dead.status, (await dead.arrayBuffer()).byteLength < 2_000]).toEqual([410, true]);
    } finally {
      if (nginx.exitCode === null) {
        nginx.kill('SIGTERM');
        await once(nginx, 'exit');
      }
      await app.close();
      await world.dispose();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

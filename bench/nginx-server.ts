import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type Nginx = { readonly port: number; readonly stop: () => Promise<void> };

/** nginx with sendfile over a folder, one worker, no log; undefined where none is installed. */
export const startNginx = async (folder: string, root: string): Promise<Nginx | undefined> => {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const configuration = join(folder, 'nginx.conf');
  await writeFile(configuration, textOf({ folder, root, port }));
  const child = spawn('nginx', ['-p', folder, '-c', configuration], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (const deadline = performance.now() + 5_000; performance.now() < deadline; await pause(20)) {
    if (child.exitCode !== null)
      throw new Error(`nginx ended with ${child.exitCode}; see ${folder}/error.log`);
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) return { port, stop };
  }
  await stop();
  throw new Error('nginx was not ready in time');
};

// A master that is root must be told whose worker reads the files, which only their owner may.
const textOf = ({ folder, root, port }: { folder: string; root: string; port: number }) => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the machine gave no port');
  return address.port;
};

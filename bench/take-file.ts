import { connect } from 'node:net';

export type Taken = { readonly seconds: number; readonly bytes: number };

const patienceMs = 60_000;

/** Fetches a file over a socket of its own and throws it away, into one buffer: the client costs as little as can be. */
export const takeFile = (port: number, path: string): Promise<Taken> =>
  new Promise((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    const startedAt = performance.now();
    let head = '';
    let body = 0;
    const socket = connect({
      host: '127.0.0.1',
      port,
      onread: {
        buffer,
        callback: (count) => {
          if (head.includes('\r\n\r\n')) {
            body += count;
            return true;
          }
          const known = head.length;
          head += buffer.toString('latin1', 0, count);
          const end = head.indexOf('\r\n\r\n');
          if (end < 0) return true;
          if (!head.startsWith('HTTP/1.1 200')) {
            socket.destroy(new Error(`${path} answered ${head.slice(0, 200)}`));
            return false;
          }
          body = known + count - (end + 4);
          head = head.slice(0, end + 4);
          return true;
        },
      },
    });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('nothing came for a minute')));
    socket.on('error', reject);
    socket.on('close', (failed) => {
      if (!failed) resolve({ seconds: (performance.now() - startedAt) / 1000, bytes: body });
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  });

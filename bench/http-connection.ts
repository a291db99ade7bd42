import { connect, type Socket } from 'node:net';

export type HttpAnswer = { readonly status: number; readonly body: string };

/** One keep-alive connection that carries one request at a time. */
export type HttpConnection = {
  readonly send: (request: string) => Promise<HttpAnswer>;
  readonly close: () => void;
};

const patienceMs = 20_000;
const headEnd = '\r\n\r\n';

/** A client of as little work as possible: it shares the machine with the server that is measured. */
export const openConnection = async (port: number): Promise<HttpConnection> => {
  const socket = await connected(port);
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined;
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
    socket.destroy();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('timeout', () => fail(new Error(`no answer within ${patienceMs} ms`)));
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) return;
    received = Buffer.alloc(0);
    waiting?.resolve(answer);
    waiting = undefined;
  });
  const send = (request: string) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('the connection is closed'));
      waiting = { resolve, reject };
      socket.write(request);
    });
  return { send, close: () => socket.destroy() };
};

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: patienceMs });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });

// Every answer of the server has a length; one without it would wait until the time is up, and be counted as wrong.
const readAnswer = (received: Buffer): HttpAnswer | undefined => {
  const end = received.indexOf(headEnd);
  if (end === -1) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY);
  const start = end + headEnd.length;
  if (received.length < start + length) return undefined;
  return { status: Number(head.slice(9, 12)), body: received.toString('utf8', start, start + length) };
};

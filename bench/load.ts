// Drives the server over sockets, in a process of its own: N clients, each with its own token and connection.
import type { ScenarioName } from './figure.ts';
import { type HttpConnection, openConnection } from './http-connection.ts';
import { runAtPace } from './paced-run.ts';
import { answerCalls } from './process-call.ts';
import { type Answer, type Step, scenarios } from './scenario.ts';
import type { Subject, Subjects } from './subject.ts';
import { type Run, runAgainst } from './timed-run.ts';

export type LoadCall = {
  readonly port: number;
  readonly scenario: ScenarioName;
  /** One a client; those of the partners take turns. */
  readonly tokens: readonly string[];
  readonly subjects: Subjects;
  readonly use: 'again' | 'once';
  readonly seconds: number;
  /** So many a second however long each takes; as fast as they are answered when left out. */
  readonly perSecond?: number;
};

const runLoad = async (call: LoadCall): Promise<Run> => {
  const { port, scenario, tokens, subjects, use, seconds, perSecond } = call;
  const connections = await Promise.all(tokens.map(() => openConnection(port)));
  const workers = tokens.map((token, index) => {
    const connection = connections[index];
    if (connection === undefined) throw new Error('every client has its connection');
    const client: Client = { connection, port, token };
    return (subject: Subject) => runSteps(client, scenario, subject);
  });
  try {
    return await (perSecond === undefined
      ? runAgainst({ workers, subjects, use, seconds })
      : runAtPace({ workers, subjects, seconds, perSecond }));
  } finally {
    for (const connection of connections) connection.close();
  }
};

type Client = { readonly connection: HttpConnection; readonly port: number; readonly token: string };

/** @throws Error when an answer is not the right one */
const runSteps = async (client: Client, scenario: ScenarioName, subject: Subject): Promise<void> => {
  let before: Answer = {};
  for (const stepOf of scenarios[scenario].steps) {
    const step = stepOf(subject, before);
    const { status, body } = await client.connection.send(requestText(client, step));
    // Read as what the step expects and checked by it; an answer of another shape is not right.
    const answer = status === step.status ? (JSON.parse(body) as Answer) : undefined;
    if (answer === undefined || !step.isRight(answer))
      throw new Error(`${step.method} ${step.path} answered ${status}: ${body.slice(0, 300)}`);
    before = answer;
  }
};

const requestText = ({ port, token }: Client, { method, path, body }: Step): string => {
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n`;
  if (body === undefined) return `${head}content-length: 0\r\n\r\n`;
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

answerCalls(runLoad);

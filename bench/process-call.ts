import { type ChildProcess, fork } from 'node:child_process';

/** A process that answers one call at a time. */
export type CalledProcess<Call, Answer> = {
  readonly call: (call: Call) => Promise<Answer>;
  readonly end: () => void;
};

type Reply<Answer> = { readonly answer: Answer } | { readonly error: string };

const usualPatienceMs = 60_000;

/** Starts a script that calls `answerCalls`. It ends with us, or when told to. */
export const startProcess = <Call, Answer>(
  script: URL,
  patienceMs = usualPatienceMs,
): CalledProcess<Call, Answer> => {
  const child = fork(script, {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const call = (message: Call): Promise<Answer> =>
    replyOf<Answer>(child, patienceMs, () => child.send(message as object)).then((reply) => {
      if ('error' in reply) throw new Error(reply.error);
      return reply.answer;
    });
  return { call, end: () => child.kill() };
};

const replyOf = <Answer>(child: ChildProcess, patienceMs: number, send: () => void): Promise<Reply<Answer>> =>
  new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      settle();
    };
    // Only `answerCalls` sends, and it sends replies.
    const onMessage = (message: unknown) => finish(() => resolve(message as Reply<Answer>));
    const onExit = () => finish(() => reject(new Error('the process ended without an answer')));
    const timer = setTimeout(() => finish(() => reject(new Error('no answer in time'))), patienceMs);
    child.on('message', onMessage);
    child.on('exit', onExit);
    send();
  });

/** The other side: answers each call by its result, or by the message of its failure. */
export const answerCalls = <Call, Answer>(work: (call: Call) => Promise<Answer>): void => {
  const send = (reply: Reply<Answer>) => process.send?.(reply);
  // The process that forked us sends what `work` takes.
  process.on('message', (call) =>
    work(call as Call).then(
      (answer) => send({ answer }),
      (error: unknown) => send({ error: error instanceof Error ? error.message : String(error) }),
    ),
  );
  process.on('disconnect', () => process.exit(0));
};

import { parseAccountId, parseUserId } from '@kontor/domain/ids';
import { createApp } from '@kontor/server/app';
import { realNow } from '@kontor/server/platform/clock';
import { captureStatements } from '@kontor/server/platform/db/batch';
import type { Pools } from '@kontor/server/platform/db/pools';
import type { Statement } from '@kontor/server/platform/db/statement';
import type { Principal, Services } from '@kontor/server/platform/http/context';
import { openIdentity } from '@kontor/server/platform/identity/identity';
import type { Vault } from '@kontor/server/platform/keys/vault';
import { createFileStore } from '@kontor/server/platform/storage/files';
import { silent } from './bench-database.ts';
import type { ScenarioName } from './figure.ts';
import { type Answer, scenarios } from './scenario.ts';
import type { Buyer, Subject } from './subject.ts';

/** The statements of one operation, batch by batch as the product sends them, and its last answer. */
export type Captured = { readonly batches: readonly (readonly Statement[])[]; readonly answer: Answer };

export type CaptureApp = {
  readonly capture: (scenario: ScenarioName, subject: Subject, buyer: Buyer) => Promise<Captured>;
  readonly close: () => Promise<void>;
};

// What a process asks every few seconds is part of no operation.
const readByTurns: ReadonlySet<string> = new Set(['wire.list_rates']);

/** The whole server in this process, where the batches that it sends can be overheard. */
export const openCaptureApp = async (pools: Pools, vault: Vault, directory: string): Promise<CaptureApp> => {
  let principal: Principal | undefined;
  const publicUrl = 'http://127.0.0.1';
  const services: Services = {
    pools,
    vault,
    files: createFileStore(directory),
    realNow,
    publicUrl,
    log: silent,
  };
  const app = await createApp({
    services,
    identity: await openIdentity(services),
    demoPeople: async () => [],
    authenticate: async () => principal && { principal },
  });
  const capture: CaptureApp['capture'] = async (scenario, subject, buyer) => {
    principal = principalOf(subject, buyer);
    const batches: Statement[][] = [];
    captureStatements((role, statements) => {
      if (statements.some(({ name }) => readByTurns.has(name))) return;
      if (role !== 'kontor_app') throw new Error(`${scenario} sends statements as ${role}`);
      batches.push([...statements]);
    });
    try {
      let answer: Answer = {};
      for (const stepOf of scenarios[scenario].steps) {
        const { method, path, body, status, isRight } = stepOf(subject, answer);
        const response = await app.inject({
          method,
          url: path,
          ...(body === undefined ? {} : { payload: body, headers: { 'content-type': 'application/json' } }),
        });
        answer = response.json<Answer>();
        if (response.statusCode !== status || !isRight(answer))
          throw new Error(`${method} ${path} answered ${response.statusCode}: ${response.body}`);
      }
      return { batches, answer };
    } finally {
      captureStatements(undefined);
    }
  };
  return { capture, close: () => app.close() };
};

const principalOf = ({ account }: Subject, { user, client }: Buyer): Principal => {
  const accountId = parseAccountId(account);
  const userId = parseUserId(user);
  if (accountId === undefined || userId === undefined) throw new Error('subjects have readable ids');
  return { kind: 'partner_user', accountId, userId, clientId: client, secondFactor: true };
};

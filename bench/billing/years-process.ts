// Moves a sandbox clock in a process of its own.
import { parseAccountId, parseUserId } from '@kontor/domain/ids';
import { parseInstant } from '@kontor/domain/time';
import { openPools } from '@kontor/server/platform/db/pools';
import type { Vault } from '@kontor/server/platform/keys/vault';
import type { FileStore } from '@kontor/server/platform/storage/file-store';
import { moveClock } from '@kontor/server/sandbox/move-clock';
import { silent } from '../bench-database.ts';
import { answerCalls } from '../process-call.ts';
import type { BenchSandbox } from './arrange-subscriptions.ts';

export type YearsCall = {
  readonly databaseUrl: string;
  readonly sandbox: BenchSandbox;
  readonly from: string;
  readonly advance: string;
};
export type YearsMoved = { readonly seconds: number; readonly megabytes: number };

const patienceMs = 1_800_000;

const move = async ({ databaseUrl, sandbox, from, advance }: YearsCall): Promise<YearsMoved> => {
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
  const accountId = parseAccountId(sandbox.account);
  const userId = parseUserId(sandbox.agent);
  const now = parseInstant(from);
  if (!accountId || !userId || now === undefined)
    throw new Error('an account, a person and an instant are needed');
  try {
    const startedAt = performance.now();
    const moved = await moveClock(
      {
        pools,
        // Moving a clock opens no key and no file.
        vault: {} as Vault,
        files: {} as FileStore,
        realNow: () => now,
        publicUrl: 'http://kontor.example',
        log: silent,
        principal: { kind: 'partner_user', accountId, userId, secondFactor: true },
        requestId: accountId,
        correlationId: accountId,
        address: '127.0.0.1',
        locale: 'en-US',
      },
      { advance },
      patienceMs,
    );
    if (!moved.accepted) throw new Error(JSON.stringify(moved.refusal));
    return {
      seconds: (performance.now() - startedAt) / 1000,
      megabytes: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await pools.close();
  }
};

answerCalls(move);

import * as contract from '@kontor/contract/activity-proofs';
import type { AnswerOf } from '@kontor/contract/operation';
import type { Decision } from '@kontor/domain/decision';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type AnyRefusal, type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { giveKeys, keysOf } from './give-keys.ts';
import {
  giveCheckpoint,
  type Proof,
  proveCheckpoint,
  proveConsistency,
  proveLeafAt,
  proveRecord,
} from './read-proof.ts';
import { rotateActivityKey } from './rotate-activity-key.ts';
import type { WitnessRow } from './witness-store.ts';
import { dismissWitness, inviteWitness, listWitnesses } from './witnesses.ts';

const keysPath = '/.well-known/kontor-log-keys.txt';
const plainText = 'text/plain; charset=utf-8';

/** Checkpoints, proofs and keys of the log, and who is sent its checkpoints. */
export const registerActivityProofs = (app: FastifyInstance, surface: KontorSurface): void => {
  registerNotes(app, surface);
  registerInclusion(app, surface);
  registerConsistency(app, surface);
  registerWitnesses(app, surface);
  registerKontor(app, surface, contract.rotateActivityKey, {
    run: (ctx) => rotateActivityKey(ctx),
    view: (rotated) => rotated,
  });
  // Whoever verifies a note needs no account here; an account's own key lines name the same keys.
  app.get(keysPath, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=300')
      .type(plainText)
      .send(await keysOf(surface.services)),
  );
};

const registerNotes = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getLogCheckpoint, {
    run: async (ctx, { query, reply }) => {
      const { partnerId } = query;
      return asText(reply, await giveCheckpoint(ctx, { partnerId }, numberFrom(query.size)));
    },
    view: textView,
  });
  registerKontor(app, surface, contract.getInstallationCheckpoint, {
    run: async (ctx, { query, reply }) =>
      asText(reply, await giveCheckpoint(ctx, 'installation', numberFrom(query.size))),
    view: textView,
  });
  registerKontor(app, surface, contract.getLogKeys, {
    run: async (ctx, { query, reply }) => asText(reply, await giveKeys(ctx, query.partnerId)),
    view: textView,
  });
};

const registerInclusion = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getActivityProof, {
    run: async (ctx, { params, query: { size, partnerId }, reply }) =>
      soon(reply, await proveRecord(ctx, uuidFrom(params.recordId), { partnerId, size: numberFrom(size) })),
    view: proofView,
  });
  registerKontor(app, surface, contract.getLeafProof, {
    run: async (ctx, { params, query: { size, partnerId }, reply }) =>
      soon(reply, await proveLeafAt(ctx, Number(params.leafIndex), { partnerId, size: numberFrom(size) })),
    view: proofView,
  });
  registerKontor(app, surface, contract.getInstallationProof, {
    run: async (ctx, { query: { size, treeSize, partnerId }, reply }) =>
      soon(
        reply,
        await proveCheckpoint(ctx, { size: Number(size), treeSize: numberFrom(treeSize), partnerId }),
      ),
    view: proofView,
  });
};

const registerConsistency = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getLogConsistency, {
    run: async (ctx, { query: { from, to, partnerId }, reply }) =>
      soon(reply, await proveConsistency(ctx, { from: Number(from), to: Number(to), of: { partnerId } })),
    view: (hashes: readonly Uint8Array[]) => ({ hashes: hashes.map(base64) }),
  });
  registerKontor(app, surface, contract.getInstallationConsistency, {
    run: async (ctx, { query: { from, to }, reply }) =>
      soon(reply, await proveConsistency(ctx, { from: Number(from), to: Number(to), of: 'installation' })),
    view: (hashes: readonly Uint8Array[]) => ({ hashes: hashes.map(base64) }),
  });
};

const registerWitnesses = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listLogWitnesses, {
    run: (ctx) => listWitnesses(ctx),
    view: (rows) => ({ items: rows.map(witnessView), next: null }),
  });
  registerKontor(app, surface, contract.addLogWitness, {
    run: (ctx, { body }) => inviteWitness(ctx, body.email),
    view: witnessView,
  });
  registerKontor(app, surface, contract.removeLogWitness, {
    run: (ctx, { params }) => dismissWitness(ctx, params.email),
    view: () => undefined,
  });
};

const numberFrom = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

/** A record waits a second for its number at most. */
const soon = <V>(reply: FastifyReply, outcome: Decision<V, AnyRefusal>): Decision<V, AnyRefusal> => {
  if (!outcome.accepted && outcome.refusal.code === 'activity.not_numbered_yet')
    reply.header('retry-after', '1');
  return outcome;
};

const asText = <V>(reply: FastifyReply, outcome: Decision<V, AnyRefusal>): Decision<V, AnyRefusal> => {
  if (outcome.accepted) reply.type(plainText);
  return soon(reply, outcome);
};

// A text has no type in the contract, whose answers are JSON.
const textView = (text: string) => text as unknown as undefined; // sent as it is

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const proofView = (proof: Proof): AnswerOf<typeof contract.getActivityProof> => ({
  leafIndex: proof.leafIndex,
  treeSize: proof.treeSize,
  leaf: proof.leaf === null ? null : Buffer.from(proof.leaf, 'utf8').toString('base64'),
  hashes: proof.hashes.map(base64),
  checkpoint: proof.checkpoint,
});

const witnessView = (row: WitnessRow) => ({ email: row.email, addedAt: formatInstant(row.added_at) });

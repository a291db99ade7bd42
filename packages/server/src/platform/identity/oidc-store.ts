import { jsonb, timestamptz } from '../db/encode-value.ts';
import { type Statement, statement } from '../db/statement.ts';

export type OidcModelRow = {
  readonly payload: Record<string, unknown>;
  readonly consumed_at: number | null;
  /** Whether this installation is a demo. */
  readonly demo: boolean;
};

export type OidcModelEntry = {
  readonly model: string;
  /** Hashed: whoever reads the table must not be able to use what it stands for. */
  readonly key: string;
  readonly payload: object;
  readonly grantId: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
  /** Milliseconds since 1970; null for ever. */
  readonly expiresAt: number | null;
};

export const putOidcModels = (entries: readonly OidcModelEntry[]): Statement =>
  statement(
    'oidc_model.put',
    `insert into kontor.oidc_model (model, id, payload, grant_id, uid, user_code, expires_at)
     select * from unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
     on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id,
       uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`,
    [
      entries.map((entry) => entry.model),
      entries.map((entry) => entry.key),
      entries.map((entry) => jsonb(entry.payload)),
      entries.map((entry) => entry.grantId),
      entries.map((entry) => entry.uid),
      entries.map((entry) => entry.userCode),
      entries.map((entry) => (entry.expiresAt === null ? null : timestamptz(entry.expiresAt))),
    ],
  );

const columns = 'payload, consumed_at, (select demo from kontor.installation) as demo';

export const findOidcModel = (model: string, key: string): Statement<OidcModelRow> =>
  statement('oidc_model.find', `select ${columns} from kontor.oidc_model where model = $1 and id = $2`, [
    model,
    key,
  ]);

export const findOidcModelByUid = (model: string, uid: string): Statement<OidcModelRow> =>
  statement(
    'oidc_model.find_by_uid',
    `select ${columns} from kontor.oidc_model where model = $1 and uid = $2`,
    [model, uid],
  );

export const findOidcModelByUserCode = (model: string, userCode: string): Statement<OidcModelRow> =>
  statement(
    'oidc_model.find_by_user_code',
    `select ${columns} from kontor.oidc_model where model = $1 and user_code = $2`,
    [model, userCode],
  );

/** Answers a row when it was not used before: of two that use it at once, one gets it. */
export const consumeOidcModel = (model: string, key: string): Statement<{ readonly id: string }> =>
  statement(
    'oidc_model.consume',
    `update kontor.oidc_model set consumed_at = clock_timestamp()
     where model = $1 and id = $2 and consumed_at is null returning id`,
    [model, key],
  );

/** Remembers something that may be used once; answers a row when it is new. */
export const claimOidcModel = (
  model: string,
  key: string,
  expiresAt: number,
): Statement<{ readonly id: string }> =>
  statement(
    'oidc_model.claim',
    `insert into kontor.oidc_model (model, id, payload, expires_at) values ($1, $2, '{}', $3)
     on conflict (model, id) do nothing returning id`,
    [model, key, timestamptz(expiresAt)],
  );

/** What a person said to a device that waits; once, and only while it waits. */
export const answerDeviceCode = (
  userCode: string,
  answer: Readonly<Record<string, unknown>>,
  grantId: string | null,
): Statement<{ readonly id: string }> =>
  statement(
    'oidc_model.answer_device_code',
    `update kontor.oidc_model set payload = payload || $2::jsonb, grant_id = $3
     where model = 'DeviceCode' and user_code = $1 and expires_at > clock_timestamp()
       and not payload ? 'accountId' and not payload ? 'error' returning id`,
    [userCode, jsonb(answer), grantId],
  );

/** Answers a row when there was one: of two that remove at once, one gets it. */
export const removeOidcModel = (model: string, key: string): Statement<{ readonly id: string }> =>
  statement('oidc_model.remove', 'delete from kontor.oidc_model where model = $1 and id = $2 returning id', [
    model,
    key,
  ]);

export const removeOidcGrant = (grantId: string): Statement =>
  statement('oidc_model.remove_grant', 'delete from kontor.oidc_model where grant_id = $1', [grantId]);

/** Every refresh token of a person, when they lose their access. */
export const removeOidcModelsOfPerson = (personId: string): Statement =>
  statement(
    'oidc_model.remove_of_person',
    `delete from kontor.oidc_model where model in ('RefreshToken', 'Grant') and payload ->> 'accountId' = $1`,
    [personId],
  );

export const sweepOidcModels = (now: number): Statement =>
  statement('oidc_model.sweep', 'delete from kontor.oidc_model where expires_at < $1', [timestamptz(now)]);

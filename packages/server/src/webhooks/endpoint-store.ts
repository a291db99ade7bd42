import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type EndpointForm = 'standard' | 'partner_center';

export type EndpointRow = {
  readonly account_id: string;
  readonly id: string;
  readonly form: EndpointForm;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly ms_signature: boolean;
  readonly after_position: bigint;
  readonly created_at: Instant;
  readonly disabled_at: Instant | null;
};

const columns = `account_id, id, form, url, events, description, ms_signature, after_position, created_at, disabled_at`;

export type NewEndpoint = Pick<
  EndpointRow,
  'account_id' | 'id' | 'form' | 'url' | 'events' | 'description' | 'ms_signature'
>;

/** It hears what happens from now on. */
export const insertEndpoint = (row: NewEndpoint, createdAt: Instant): Statement => ({
  name: 'webhooks.insert_endpoint',
  text: `insert into kontor.webhook_endpoint (account_id, id, form, url, events, description, ms_signature, after_position, created_at)
    values ($1, $2, $3, $4, $5, $6, $7,
      coalesce((select position from kontor.event_stream where account_id = $1), 0), $8)`,
  values: [
    row.account_id,
    row.id,
    row.form,
    row.url,
    row.events,
    row.description,
    row.ms_signature,
    new Date(createdAt),
  ],
});

export const readEndpoints = (accountId: string, form: EndpointForm): Statement<EndpointRow> => ({
  name: 'webhooks.read_endpoints',
  text: `select ${columns} from kontor.webhook_endpoint where account_id = $1 and form = $2 order by created_at, id`,
  values: [accountId, form],
});

export const readEndpoint = (accountId: string, id: string): Statement<EndpointRow> => ({
  name: 'webhooks.read_endpoint',
  text: `select ${columns} from kontor.webhook_endpoint where account_id = $1 and id = $2 and form = 'standard'`,
  values: [accountId, id],
});

/** Those that hear an account's events. */
export const readListeners = (accountId: string): Statement<EndpointRow> => ({
  name: 'webhooks.read_listeners',
  text: `select ${columns} from kontor.webhook_endpoint where account_id = $1 and disabled_at is null`,
  values: [accountId],
});

/** Raises when there is none any more. What waits goes to the new address; one that was given up hears again. */
export const changeRegistration = (
  row: Pick<EndpointRow, 'account_id' | 'id' | 'url' | 'events' | 'ms_signature'>,
): Statement => ({
  name: 'webhooks.change_registration',
  text: `with changed as (
      update kontor.webhook_endpoint set url = $3, events = $4, ms_signature = $5, disabled_at = null,
        after_position = case when disabled_at is null then after_position
          else coalesce((select position from kontor.event_stream where account_id = $1), 0) end
      where account_id = $1 and id = $2 returning 1)
    select kontor.expect(count(*), 1, 'webhook_endpoint.changed') from changed`,
  values: [row.account_id, row.id, row.url, row.events, row.ms_signature],
});

/** Its secrets and deliveries go with it. */
export const deleteEndpoint = (accountId: string, id: string): Statement => ({
  name: 'webhooks.delete_endpoint',
  text: 'delete from kontor.webhook_endpoint where account_id = $1 and id = $2',
  values: [accountId, id],
});

/** What still waits for it is given up. */
export const disableEndpoint = (accountId: string, id: string): readonly Statement[] => [
  {
    name: 'webhooks.disable_endpoint',
    text: `update kontor.webhook_endpoint set disabled_at = coalesce(disabled_at, clock_timestamp())
      where account_id = $1 and id = $2`,
    values: [accountId, id],
  },
  {
    name: 'webhooks.give_up_waiting',
    text: `update kontor.webhook_delivery set status = 'failed', settled_at = clock_timestamp()
      where account_id = $1 and endpoint_id = $2 and status = 'waiting'`,
    values: [accountId, id],
  },
];

export type SecretRow = {
  readonly id: string;
  readonly ciphertext: Buffer;
  readonly data_key_id: number;
  readonly public_key: Buffer;
  readonly signs_until: Instant | null;
};

/** What signs now, the newest first. */
export const readSecrets = (accountId: string, endpointId: string): Statement<SecretRow> => ({
  name: 'webhooks.read_secrets',
  text: `select id, ciphertext, data_key_id, public_key, signs_until from kontor.webhook_secret
    where account_id = $1 and endpoint_id = $2 and (signs_until is null or signs_until > clock_timestamp())
    order by signs_until desc nulls first, created_at desc`,
  values: [accountId, endpointId],
});

/** The public halves of all of an account's endpoints. */
export const readPublicKeys = (
  accountId: string,
): Statement<{ readonly endpoint_id: string; readonly public_key: Buffer }> => ({
  name: 'webhooks.read_public_keys',
  text: `select endpoint_id, public_key from kontor.webhook_secret
    where account_id = $1 and (signs_until is null or signs_until > clock_timestamp())
    order by signs_until desc nulls first`,
  values: [accountId],
});

/** The one before signs along for a while. */
export const retireSecret = (accountId: string, endpointId: string, until: Instant): Statement => ({
  name: 'webhooks.retire_secret',
  text: `update kontor.webhook_secret set signs_until = $3
    where account_id = $1 and endpoint_id = $2 and signs_until is null`,
  values: [accountId, endpointId, new Date(until)],
});

export const insertSecret = (
  accountId: string,
  endpointId: string,
  secret: Pick<SecretRow, 'id' | 'ciphertext' | 'data_key_id' | 'public_key'>,
): Statement => ({
  name: 'webhooks.insert_secret',
  text: `insert into kontor.webhook_secret (account_id, endpoint_id, id, ciphertext, data_key_id, public_key)
    values ($1, $2, $3, $4, $5, $6)`,
  values: [accountId, endpointId, secret.id, secret.ciphertext, secret.data_key_id, secret.public_key],
});

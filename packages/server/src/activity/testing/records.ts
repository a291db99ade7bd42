import type { Pool } from '../../platform/db/pools.ts';
import { newUuid } from '../../platform/new-id.ts';

export type TestRecord = Partial<{
  id: string;
  at: Date;
  action: string;
  outcome: string;
  resourceType: string;
  resourceId: string;
  customerId: string | null;
  customerName: string | null;
  personId: string | null;
  personName: string | null;
  application: string | null;
  address: string;
  oldValue: unknown;
  newValue: unknown;
  details: unknown;
}>;

/** Writes a record as an act does; answers its id. */
export const addRecord = async (
  pool: Pick<Pool, 'query'>,
  accountId: string,
  record: TestRecord = {},
): Promise<string> => {
  const id = record.id ?? newUuid();
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await pool.query(
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
       customer_name, person_id, person_name, application, roles, address, request_id, correlation_id, old_value,
       new_value, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '{admin_agent}', $13, $14, $15, $16, $17, $18)`,
    [
      accountId,
      id,
      record.at ?? new Date(),
      record.action ?? 'get_software_key',
      record.outcome ?? 'succeeded',
      record.resourceType ?? 'software_key',
      record.resourceId ?? newUuid(),
      record.customerId ?? null,
      record.customerName ?? null,
      record.personId ?? null,
      record.personName ?? null,
      record.application ?? null,
      record.address ?? '192.0.2.7',
      newUuid(),
      newUuid(),
      json(record.oldValue),
      json(record.newValue),
      json(record.details ?? {}),
    ],
  );
  return id;
};

/** Any number of records of one account in one statement, their resources numbered from `first` on. */
export const addManyRecords = (
  pool: Pick<Pool, 'query'>,
  accountId: string,
  { count, first = 0 }: { readonly count: number; readonly first?: number },
) =>
  pool.query(
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, person_id,
       person_name, roles, address, request_id, correlation_id, details)
     select $1, gen_random_uuid(), date_trunc('milliseconds', clock_timestamp()), 'get_software_key', 'succeeded', 'software_key', n::text,
       md5((n % 7)::text)::uuid, 'agent' || n % 7 || '@partner.example', '{admin_agent}', '192.0.2.' || n % 200,
       gen_random_uuid()::text, gen_random_uuid()::text, jsonb_build_object('orderId', md5(n::text), 'line', n)
     from generate_series($2::int, $2::int + $3::int - 1) n`,
    [accountId, first, count],
  );

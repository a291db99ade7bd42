/** Every record of the log, with a number or without one yet, as a table of SQL: each once, of one moment. */
export const allRecords = `(
  select account_id, id, at, action, outcome, resource_type, resource_id, details from kontor.activity_pending
  union all
  select account_id, id, at, action, outcome, resource_type, resource_id, leaf::jsonb -> 'details' from kontor.activity)`;

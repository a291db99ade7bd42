import { accepted, refused } from '@kontor/domain/decision';
import { type PartnerEventName, parsePartnerEventName } from '@kontor/domain/webhook/partner-event';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { RequestLimit } from '../platform/limit-requests.ts';
import { newUuid } from '../platform/new-id.ts';
import { faultOfAddress } from './callback-address.ts';
import { insertDeliveries, keepEndpoints, readTestDelivery, type TestDeliveryRow } from './delivery-store.ts';
import { changeRegistration, type EndpointRow, insertEndpoint, readEndpoints } from './endpoint-store.ts';
import { recordOf } from './manage-endpoints.ts';
import { partnerBody } from './webhook-body.ts';

export type RegistrationInput = {
  readonly webhookUrl: string;
  readonly webhookEvents: readonly string[];
  readonly signatureTokenToMsSignatureHeader?: boolean | undefined;
};

const readRegistration = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'webhooks.manage', undefined, [
    readEndpoints(ctx.principal.accountId, 'partner_center'),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[known]] = rows;
  return accepted({ caller, known });
};

export const mayManage = async (ctx: RequestContext) => {
  const read = await readRegistration(ctx);
  return read.accepted ? accepted(undefined) : read;
};

export const getRegistration = async (ctx: RequestContext) => {
  const read = await readRegistration(ctx);
  if (!read.accepted) return read;
  const { known } = read.value;
  return known ? accepted<EndpointRow>(known) : refused({ code: 'webhook.not_registered' as const });
};

/** Registers an account's one callback of Partner Center's form, or changes it. */
export const putRegistration = (ctx: RequestContext, input: RegistrationInput, how: 'new' | 'change') =>
  withRetries(async () => {
    const read = await readRegistration(ctx);
    if (!read.accepted) return read;
    const names = namesFrom(input, ctx.webhooksAllowPrivate === true);
    if (!names.accepted) return names;
    const { caller, known } = read.value;
    if (how === 'new' && known) return refused({ code: 'webhook.already_registered' as const });
    if (how === 'change' && !known) return refused({ code: 'webhook.not_registered' as const });
    const now = ctx.realNow();
    const row: EndpointRow = {
      account_id: ctx.principal.accountId,
      id: known?.id ?? newUuid(),
      form: 'partner_center',
      url: input.webhookUrl,
      events: names.value,
      description: '',
      ms_signature: input.signatureTokenToMsSignatureHeader ?? false,
      after_position: 0n,
      created_at: known?.created_at ?? now,
      disabled_at: null,
    };
    const done = await act(
      ctx,
      caller,
      {
        writes: [known ? changeRegistration(row) : insertEndpoint(row, now)],
        activity: [
          known
            ? {
                action: 'update_webhook',
                resourceId: row.id,
                oldValue: recordOf(known),
                newValue: recordOf(row),
              }
            : { action: 'register_webhook', resourceId: row.id, newValue: recordOf(row) },
        ],
        events: [],
      },
      row,
    );
    return done.accepted ? accepted(row) : done;
  });

const namesFrom = ({ webhookUrl, webhookEvents }: RegistrationInput, allowPrivate: boolean) => {
  const address = faultOfAddress(webhookUrl, allowPrivate);
  const names = webhookEvents.map(parsePartnerEventName);
  const errors = [
    ...(address === undefined ? [] : [{ path: 'webhookUrl', message: address }]),
    ...names.flatMap((name, index) =>
      name === undefined
        ? [
            {
              path: `webhookEvents.${index}`,
              message: 'must be the name of an event; GET /webhooks/v1/registration/events lists them',
            },
          ]
        : [],
    ),
  ];
  if (errors.length > 0) return invalid(errors);
  return accepted([...new Set(names.filter((name): name is PartnerEventName => name !== undefined))]);
};

/** Sends a message that only says that messages arrive; answers what it is asked after by. */
export const sendTest = (ctx: RequestContext, tests: RequestLimit) =>
  withRetries(async () => {
    const read = await readRegistration(ctx);
    if (!read.accepted) return read;
    const { caller, known } = read.value;
    if (!known) return refused({ code: 'webhook.not_registered' as const });
    const { allowed, resetSeconds } = tests.take(known.account_id);
    if (!allowed) return refused({ code: 'throttled' as const, resetSeconds });
    const id = newUuid();
    const { account_id: accountId, id: endpointId } = known;
    const uri = `${ctx.publicUrl}/webhooks/v1/registration/validationEvents/${id}`;
    const body = partnerBody({ name: 'test-created', uri, resourceName: 'test', at: ctx.realNow() });
    const delivery = { accountId, endpointId, id, messageId: id, type: 'test-created', body };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          keepEndpoints(accountId, [endpointId]),
          // Once, so that its outcome is known at once.
          insertDeliveries([{ ...delivery, aggregate: `test/${id}`, attemptsMost: 1 }]),
        ],
        activity: [{ action: 'test_webhook', resourceId: endpointId }],
        events: [],
      },
      id,
    );
    return done.accepted ? accepted(id) : done;
  });

export const getTest = async (ctx: RequestContext, id: string) => {
  const read = await readAs(ctx, 'webhooks.manage', undefined, [
    readTestDelivery(ctx.principal.accountId, id),
  ]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return row ? accepted<TestDeliveryRow>(row) : refused({ code: 'webhook.test_not_found' as const });
};

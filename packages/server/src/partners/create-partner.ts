import { createHash } from 'node:crypto';
import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { query } from '../platform/db/batch.ts';
import { isUniqueViolation } from '../platform/db/errors.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { newTotpSecret } from '../platform/identity/totp.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import { actAsOperator } from './act-as-operator.ts';
import { currenciesOf, type PartnerBody, readPartnerBody } from './partner-input.ts';
import {
  insertAdministrator,
  insertApplication,
  insertPartner,
  type PartnerRow,
  readPartner,
  readPartnerNames,
  setCreditLimits,
} from './partner-store.ts';
import { readAs } from './read-as.ts';

export type NewPartnerBody = PartnerBody & {
  readonly name: string;
  readonly country: string;
  readonly administrator?: { readonly email: string; readonly name: string } | undefined;
  readonly application?:
    | { readonly name: string; readonly scopes?: readonly string[] | undefined }
    | undefined;
};

/** Shown once, kept nowhere: the password's hash and the sealed secret are all that is stored. */
export type FirstAdministrator = {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
};
export type FirstApplication = { readonly clientId: string; readonly clientSecret: string };

export type NewPartner = {
  readonly partner: PartnerRow;
  readonly administrator: FirstAdministrator | undefined;
  readonly application: FirstApplication | undefined;
};

/** A new partner with its credit limits, its first person and, if asked for, its first application. */
export const createPartner = async (ctx: RequestContext, body: NewPartnerBody) => {
  const read = await readAs(ctx, 'partners.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const { system } = ctx.pools;
  const country = body.country.toUpperCase();
  const email = body.administrator?.email.trim();
  const [names] = await query(system, noTenant, readPartnerNames(country, email ?? null, currenciesOf(body)));
  invariant(names, 'names are read as one row');
  const draft = readPartnerBody(body, country, names);
  if (!draft.accepted) return draft;
  if (email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    return invalid([{ path: 'administrator.email', message: 'must be an e-mail address' }]);
  if (names.email_taken) return refused({ code: 'email.taken' });
  const { facts, limits } = draft.value;
  const id = parseAccountId(newUuid());
  invariant(id, 'a new id can be read');
  const administrator = body.administrator && (await newAdministrator(ctx, id, body.administrator));
  const application = body.application && newApplication(id, body.application);
  const details = { name: facts.name, country, ...(email === undefined ? {} : { administrator: email }) };
  try {
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [
          insertPartner(id, caller.now, { ...facts, currency: facts.currency ?? names.currency }),
          setCreditLimits(id, limits),
          ...(administrator ? [administrator.write] : []),
          ...(application ? [application.write] : []),
        ],
        activity: [{ action: 'create_partner', resourceId: id, newValue: details, details }],
        events: [{ type: 'partner.created', aggregateType: 'partner', aggregateId: id, data: details }],
      },
      undefined,
      { accountId: id, now: caller.now },
    );
    if (!done.accepted) return done;
  } catch (error) {
    // Somebody else was given the address in this moment.
    if (isUniqueViolation(error, 'person_email')) return refused({ code: 'email.taken' });
    throw error;
  }
  const [partner] = await query(system, noTenant, readPartner(id));
  invariant(partner, 'the partner has just been written');
  return accepted<NewPartner>({
    partner,
    administrator: administrator?.shown,
    application: application?.shown,
  });
};

const passwordLength = 20;

const newAdministrator = async (
  { vault }: RequestContext,
  accountId: string,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<{ readonly shown: FirstAdministrator; readonly write: Statement }> => {
  const id = newUuid();
  const password = newToken().slice(0, passwordLength);
  const totpSecret = newTotpSecret();
  const sealed = vault.seal({ table: 'person', row: id, tenant: accountId }, totpSecret);
  const write = insertAdministrator({
    id,
    accountId,
    email: email.trim(),
    name: name.trim(),
    passwordHash: await hashPassword(password),
    totpCiphertext: sealed.ciphertext,
    dataKeyId: sealed.dataKeyId,
  });
  return { shown: { id, email: email.trim(), password, totpSecret }, write };
};

const newApplication = (
  accountId: string,
  { name, scopes = [] }: { readonly name: string; readonly scopes?: readonly string[] | undefined },
): { readonly shown: FirstApplication; readonly write: Statement } => {
  const clientId = newUuid();
  const clientSecret = newToken();
  const secretHash = createHash('sha256').update(clientSecret).digest();
  const write = insertApplication({ accountId, clientId, name: name.trim(), secretHash, scopes });
  return { shown: { clientId, clientSecret }, write };
};

import { accepted } from '@kontor/domain/decision';
import {
  type Coverage,
  coverMachines as cover,
  type Machine,
} from '@kontor/domain/hybrid-benefit/cover-machines';
import { type LicenceReading, readLicence } from '@kontor/domain/hybrid-benefit/server-licence';
import type { CustomerId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type HeldLicenceRow, readHeldLicences } from './hybrid-benefit-store.ts';

export type HybridBenefit = {
  readonly licences: readonly { readonly row: HeldLicenceRow; readonly reading: LicenceReading }[];
  readonly coverage: Coverage;
};

/** What of a customer's software has the hybrid benefit, and which of some machines it covers. */
export const readHybridBenefit = async (
  ctx: RequestContext,
  customerId: CustomerId,
  machines: readonly Machine[],
) => {
  const read = await readAs(ctx, 'software.read', customerId, [
    readHeldLicences(ctx.principal.accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const held = rows[0].filter((row) => row.expires_at === null || caller.now < row.expires_at);
  const licences = held.map((row) => ({ row, reading: readLicence({ ...row, title: row.sku_title }) }));
  const eligible = licences.flatMap(({ reading }) => (reading.eligible ? [reading.licence] : []));
  return accepted<HybridBenefit>({ licences, coverage: cover(eligible, machines) });
};

import {
  type CustomerId,
  type EntitlementId,
  type LinkId,
  parseCustomerId,
  parseEntitlementId,
  parseLinkId,
} from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';

// Nothing is ever given this id, so that a text that is no id is looked for and refused like one that is unknown.
const nobody = '00000000-0000-0000-0000-000000000000';

const orNobody =
  <Id extends string>(parse: (text: string) => Id | undefined) =>
  (text: string | undefined): Id => {
    const id = parse(text ?? '') ?? parse(nobody);
    invariant(id, 'the nil id can be read');
    return id;
  };

export const customerIdFrom: (text: string | undefined) => CustomerId = orNobody(parseCustomerId);
export const entitlementIdFrom: (text: string | undefined) => EntitlementId = orNobody(parseEntitlementId);
export const linkIdFrom: (text: string | undefined) => LinkId = orNobody(parseLinkId);

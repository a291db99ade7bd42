import {
  type CartId,
  type CustomerId,
  type EntitlementId,
  type LinkId,
  type OrderId,
  parseActivityId,
  parseCartId,
  parseCustomerId,
  parseEntitlementId,
  parseLinkId,
  parseOrderId,
  parseReservationId,
  type ReservationId,
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
export const reservationIdFrom: (text: string | undefined) => ReservationId = orNobody(parseReservationId);
export const cartIdFrom: (text: string | undefined) => CartId = orNobody(parseCartId);

/** Any other id that is a uuid. */
export const uuidFrom: (text: string | undefined) => string = orNobody(parseActivityId);

const noOrder = parseOrderId(`${'0'.repeat(31)}1`);

export const orderIdFrom = (text: string | undefined): OrderId => {
  const id = parseOrderId(text ?? '') ?? noOrder;
  invariant(id, 'the nil order id can be read');
  return id;
};

import type { CartLineRequest, WrittenWishes } from './cart-lines.ts';

/** The members of a line that say what a buyer wishes beside what it is, as the wire has them. */
type LineMembers = {
  readonly participants?: WrittenWishes['participants'] | undefined;
  readonly addonItems?: WrittenWishes['addOns'] | undefined;
  readonly renewsTo?: { readonly termDuration?: string | undefined } | undefined;
  readonly promotionId?: string | undefined;
  readonly customTermEndDate?: string | undefined;
  readonly attestationAccepted?: boolean | undefined;
};

/** Members that say nothing are left out: clients send back the empty lists that they read. */
export const wishesFrom = ({
  participants = [],
  addonItems = [],
  renewsTo,
  promotionId,
  customTermEndDate,
  attestationAccepted,
}: LineMembers): Pick<CartLineRequest, 'wishes'> => {
  const wishes = {
    ...(participants.length > 0 ? { participants } : {}),
    ...(addonItems.length > 0 ? { addOns: addonItems } : {}),
    ...(renewsTo?.termDuration ? { renewsTo: renewsTo.termDuration } : {}),
    ...(promotionId ? { promotionId } : {}),
    ...(customTermEndDate ? { customEnd: customTermEndDate } : {}),
    ...(attestationAccepted === undefined ? {} : { attestationAccepted }),
  };
  return Object.keys(wishes).length > 0 ? { wishes } : {};
};

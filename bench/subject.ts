/** What one operation is about, and who does it: the parameters that differ from one operation to the next. */
export type Subject = {
  readonly account: string;
  readonly customer: string;
  readonly order?: string;
  readonly entitlement?: string;
  readonly subscription?: string;
  readonly charge?: string;
  readonly key?: string;
};

/** Who works for a partner: a person through the partner's application. */
export type Buyer = { readonly user: string; readonly client: string };

/** One list a partner: clients and connections take turns over the partners. */
export type Subjects = readonly (readonly Subject[])[];

export const countOf = (subjects: Subjects): number =>
  subjects.reduce((total, ofPartner) => total + ofPartner.length, 0);

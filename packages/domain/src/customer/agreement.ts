export const agreementTypes = ['MicrosoftCustomerAgreement', 'MicrosoftCloudAgreement'] as const;
export type AgreementType = (typeof agreementTypes)[number];

/** A text that customers agree to; the ids are those that published samples name. */
export type AgreementTemplate = {
  readonly id: string;
  readonly type: AgreementType;
  readonly link: string;
  /** The newest of a type has the lowest. */
  readonly rank: number;
};

export const agreementTemplates: readonly AgreementTemplate[] = [
  {
    id: '117a77b0-9360-443b-8795-c6dedc750cf9',
    type: 'MicrosoftCustomerAgreement',
    link: 'https://aka.ms/customeragreement',
    rank: 0,
  },
  {
    id: '998b88de-aa99-4388-a42c-1b3517d49490',
    type: 'MicrosoftCloudAgreement',
    link: 'https://docs.microsoft.com/partner-center/agreements',
    rank: 0,
  },
];

export function agreementTemplateOf(id: string): AgreementTemplate | undefined {
  return agreementTemplates.find((template) => template.id === id.trim().toLowerCase());
}

/** Those that a question means: all for `*`, one type else, the cloud agreement where nothing is said. */
export function agreementTypesMeant(text: string | undefined): readonly AgreementType[] | undefined {
  if (text === undefined) return ['MicrosoftCloudAgreement'];
  if (text === '*') return agreementTypes;
  const found = agreementTypes.find((type) => type.toLowerCase() === text.toLowerCase());
  return found && [found];
}

/** Standard is used in one place at a time (convert); Datacenter in both at once (reuse) (product 3). */
export const serverEditions = ['datacenter', 'standard'] as const;
export type ServerEdition = (typeof serverEditions)[number];

/** What a customer holds of one item of server software. */
export type ServerLicence = {
  readonly id: string;
  readonly title: string;
  readonly quantity: number;
  readonly family: 'software_subscription' | 'perpetual_software';
  /** What the SKU says of itself (product 3). */
  readonly attributes: Readonly<Record<string, string>>;
};

/** An eligible licence, as far as covering asks: its edition, and what one piece of it counts for. */
export type EligibleLicence = {
  readonly id: string;
  readonly title: string;
  readonly edition: ServerEdition;
  readonly quantity: number;
  /** Of licences sold by the core: cores in one piece. Pieces add up to sets of 16. */
  readonly coresEach: number;
  /** Of licences sold by the processor: sets in one piece, one for each two processors. */
  readonly setsEach: number;
};

export type IneligibleReason =
  /** No server software of the kind that has the benefit. */
  | 'not_server_software'
  /** A licence needs Software Assurance; a subscription has it inside. */
  | 'no_software_assurance'
  /** The SKU does not say what it covers. */
  | 'size_unknown';

export type LicenceReading =
  | { readonly eligible: true; readonly licence: EligibleLicence }
  | {
      readonly eligible: false;
      readonly id: string;
      readonly title: string;
      readonly reason: IneligibleReason;
    };

/** Reads what a SKU's attributes say of the benefit; whatever they leave open counts for nothing. */
export function readLicence(held: ServerLicence): LicenceReading {
  const { id, title, attributes, quantity } = held;
  const no = (reason: IneligibleReason): LicenceReading => ({ eligible: false, id, title, reason });
  const edition = editionOf(attributes.edition);
  if (attributes.hybridBenefit !== 'WindowsServer' || !edition) return no('not_server_software');
  if (held.family === 'perpetual_software' && attributes.softwareAssurance !== 'true') {
    return no('no_software_assurance');
  }
  const size = sizeOf(attributes);
  if (!size) return no('size_unknown');
  return { eligible: true, licence: { id, title, edition, quantity, ...size } };
}

function editionOf(text: string | undefined): ServerEdition | undefined {
  return serverEditions.find((edition) => edition === text?.toLowerCase());
}

function sizeOf(
  attributes: Readonly<Record<string, string>>,
): Pick<EligibleLicence, 'coresEach' | 'setsEach'> | undefined {
  const cores = countOf(attributes.coreCount);
  if (attributes.licenseModel === 'core') return cores === 0 ? undefined : { coresEach: cores, setsEach: 0 };
  const sets = Math.floor(countOf(attributes.processorCount) / 2);
  if (attributes.licenseModel !== 'processor' || sets === 0) return undefined;
  return { coresEach: 0, setsEach: sets };
}

function countOf(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
}

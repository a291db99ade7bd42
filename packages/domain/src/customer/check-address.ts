/** What a country asks of an address; what it does not say is not checked. */
export type CountryRules = {
  readonly postalCode?: string;
  readonly postalCodeRequired?: true;
  /** Codes of the states, provinces or territories, where addresses carry one. */
  readonly states?: readonly string[];
  readonly stateRequired?: true;
  readonly callingCodes: readonly string[];
};

export type Address = {
  readonly country: string;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly addressLine1?: string | undefined;
  readonly addressLine2?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly phoneNumber?: string | undefined;
};

export type AddressFault = {
  readonly field: 'addressLine1' | 'city' | 'state' | 'postalCode' | 'phoneNumber';
  readonly message: string;
};

const squeezed = (text: string | undefined): string | undefined => {
  const plain = text?.replace(/\s+/g, ' ').trim();
  return plain === '' ? undefined : plain;
};

/** The address as the post writes it: capitals in codes, one space between words, nothing for what is blank. */
export function tidyAddress(address: Address): Address {
  const entries = Object.entries(address).flatMap(([name, text]) => {
    const tidy = squeezed(text);
    if (tidy === undefined) return [];
    const isCode = name === 'country' || name === 'state' || name === 'postalCode';
    return [[name, isCode ? tidy.toUpperCase() : tidy]];
  });
  return { country: '', ...Object.fromEntries(entries) };
}

/** Where a tidied address departs from its country's rules, each with what would be right. */
export function checkAddress(address: Address, rules: CountryRules): readonly AddressFault[] {
  const faults: AddressFault[] = [];
  const { country, addressLine1, city, state, postalCode, phoneNumber } = address;
  if (addressLine1 === undefined)
    faults.push({ field: 'addressLine1', message: 'must be given: street and number' });
  if (city === undefined) faults.push({ field: 'city', message: 'must be given' });
  if (rules.states !== undefined && state !== undefined && !rules.states.includes(state))
    faults.push({ field: 'state', message: `must be one of ${country}: ${rules.states.join(', ')}` });
  if (rules.stateRequired && state === undefined)
    faults.push({
      field: 'state',
      message: `must be given in ${country}: ${rules.states?.join(', ') ?? ''}`,
    });
  if (postalCode === undefined && rules.postalCodeRequired)
    faults.push({
      field: 'postalCode',
      message: `must be given in ${country}, as ${rules.postalCode ?? ''}`,
    });
  if (
    postalCode !== undefined &&
    rules.postalCode !== undefined &&
    !new RegExp(rules.postalCode).test(postalCode)
  )
    faults.push({ field: 'postalCode', message: `must be written as in ${country}: ${rules.postalCode}` });
  if (phoneNumber !== undefined && !/^\+?[\d ()./-]{4,30}$/.test(phoneNumber))
    faults.push({
      field: 'phoneNumber',
      message: 'must be digits, with + ( ) - . / and spaces between them',
    });
  return faults;
}

export type AddressVerdict = {
  readonly status: 'Verified' | 'InteractionRequired' | 'None' | 'NotValidated';
  readonly suggested: readonly Address[];
};

/** What can be said of an address without knowing its streets. */
export function judgeAddress(address: Address, rules: CountryRules): AddressVerdict {
  const tidy = tidyAddress(address);
  if (checkAddress(tidy, rules).length > 0) return { status: 'None', suggested: [] };
  // A country without rules leaves nothing to judge by.
  if (rules.postalCode === undefined && rules.states === undefined)
    return { status: 'NotValidated', suggested: [] };
  const given = Object.entries(address).filter(([, text]) => text !== undefined && text !== '');
  const isTidy = given.every(([name, text]) => tidy[name as keyof Address] === text);
  return { status: isTidy ? 'Verified' : 'InteractionRequired', suggested: [tidy] };
}

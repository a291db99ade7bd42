/** An international bank account number in capitals without spaces. */
export type Iban = string & { readonly __brand: 'Iban' };

/** Reads an IBAN: its form, and its check digits by ISO 7064 MOD 97-10 as ISO 13616 asks. */
export function parseIban(text: string): Iban | undefined {
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(plain)) return undefined;
  return remainderOf(plain.slice(4) + plain.slice(0, 4)) === 1 ? (plain as Iban) : undefined; // just checked
}

/** In groups of four, as it is printed. */
export function formatIban(iban: Iban): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Letters count from 10 for A; the number is too long for anything but digit by digit. */
function remainderOf(text: string): number {
  let remainder = 0;
  for (const digit of text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) {
    remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder;
}

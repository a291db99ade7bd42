/** A person the demo offers for signing in; none outside a demo. */
export type DemoPerson = {
  readonly label: string;
  readonly portal: 'partner' | 'customer' | 'operator';
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
};

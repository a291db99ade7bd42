import type { DemoPerson } from '../sessions/demo-person.ts';
import { type DemoFilePerson, readDemoFile } from './demo-file.ts';

/** The people whom the demo's sign-in pages offer, read when they are asked for; none outside a demo. */
export function demoPeople(dataDir: string): () => Promise<readonly DemoPerson[]> {
  return async () => {
    const file = await readDemoFile(dataDir);
    if (file === undefined) return [];
    const offer = (label: string, portal: DemoPerson['portal'], person: DemoFilePerson): DemoPerson => ({
      label,
      portal,
      email: person.email,
      password: person.password,
      totpSecret: person.totpSecret,
    });
    return [
      ...file.partners.flatMap(({ name, users, customers }) => [
        ...users.map((user) => offer(`${name}: ${wordsOf(user.roles)}`, 'partner', user)),
        ...customers.flatMap((customer) => [
          offer(`${customer.name}: ${wordsOf(customer.admin.roles)}`, 'customer', customer.admin),
          offer(`${customer.name}: ${wordsOf(customer.member.roles)}`, 'customer', customer.member),
        ]),
      ]),
      offer('Operator', 'operator', file.operator),
    ];
  };
}

function wordsOf(roles: readonly string[]): string {
  const words = roles.map((role) => role.replaceAll('_', ' '));
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(', ');
}

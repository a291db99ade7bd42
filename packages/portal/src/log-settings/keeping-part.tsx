import { Retention } from './retention.tsx';
import { SigningKey } from './signing-key.tsx';

/** What holds for the logs of all accounts: how long they are kept and what signs them. */
export function KeepingPart() {
  return (
    <>
      <Retention />
      <SigningKey />
    </>
  );
}

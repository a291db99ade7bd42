import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';
import type { ParentAccount } from './sandbox-store.ts';

export type SandboxPerson = {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  readonly roles: readonly string[];
  readonly refreshToken: string;
};

/** A sandbox account with its secrets, as it is shown once; shaped like a partner of demo.json. */
export type SandboxEntry = {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly domain: string;
  readonly sandbox: boolean;
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  readonly users: readonly SandboxPerson[];
  readonly customers: readonly {
    readonly id: string;
    readonly name: string;
    readonly domain: string;
    readonly country: string;
    readonly admin: SandboxPerson;
    readonly member: SandboxPerson;
  }[];
};

export type SandboxWish = { readonly name: string; readonly seed: boolean };

/** Who is in a sandbox account, as data, and the orders that its customers place once it is there. */
export type SandboxPlan = {
  readonly id: string;
  readonly writes: readonly Statement[];
  /** Issued once the people are there. */
  readonly entry: () => Promise<SandboxEntry>;
  /** Answers how many were made. */
  readonly placeOrders: () => Promise<number>;
};

/** Made by the seed, which knows nouns and whom no noun knows; wired in app.ts. */
export type PlanSandbox = (
  services: Services,
  parent: ParentAccount,
  wish: SandboxWish,
) => Promise<SandboxPlan>;

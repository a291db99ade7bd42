import type { LaunchOptions } from 'playwright-core';

/** Where a run's browser and server are; or the reason why there is none, and then no journey is run. */
export type Stage =
  | { readonly baseUrl: string; readonly folder: string; readonly launch: LaunchOptions }
  | { readonly reason: string };

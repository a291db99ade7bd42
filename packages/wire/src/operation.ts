import type { z } from 'zod';

/** One call of the Partner Center API as its clients make it; `path` has its parameters in braces. */
export type WireOperation = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: `/v1/${string}`;
  readonly body?: z.ZodType;
  readonly status: 200 | 201;
  /** The reference's section. */
  readonly source: string;
};

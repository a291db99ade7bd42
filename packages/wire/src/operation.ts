import type { z } from 'zod';

/** One call of the Partner Center API as its clients make it; `path` has its parameters in braces. */
export type WireOperation = {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/v1/${string}` | `/webhooks/v1/${string}` | `/auditactivity/v1/${string}`;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** The reference's section. */
  readonly source: string;
};

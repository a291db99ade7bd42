import type { z } from 'zod';

/** What calls are counted together when a tenant asks too often (reference 0.8). */
export type ThrottledKind = 'customer' | 'cart' | 'order' | 'subscription';

/** One call of the Partner Center API as its clients make it; `path` has its parameters in braces. */
export type WireOperation = {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path:
    | `/v1/${string}`
    | `/v1.0/${string}`
    | `/webhooks/v1/${string}`
    | `/auditactivity/v1/${string}`;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** Set for the calls that the service throttles. */
  readonly throttled?: ThrottledKind;
  /** A body that is not JSON, which the handler reads from the request itself. */
  readonly bodyStream?: 'multipart/form-data';
  /** The reference's section. */
  readonly source: string;
};

import { type Refused, refused } from '@kontor/domain/decision';
import type { FieldError } from './json-schema.ts';

export type InputRefusal = { readonly code: 'request.invalid'; readonly errors: readonly FieldError[] };

/** Input that is well formed and cannot be: each field with the rule it breaks and what would do. */
export const invalid = (errors: readonly FieldError[]): Refused<InputRefusal> =>
  refused({ code: 'request.invalid', errors });

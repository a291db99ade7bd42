import type { Permission } from '@kontor/domain/access/permissions';
import type { z } from 'zod';
import type { ProblemCode } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: a permission of the one access table, any signed-in person, or anybody at all. */
export type Access = Permission | 'signed_in' | 'anybody';

/**
 * One operation of the Kontor API: its route, its OpenAPI entry, its client call and its tests' subject.
 * Schemas describe JSON only: no transform, refine or codec, since they are compiled to ajv.
 */
export type Operation = {
  readonly name: string;
  readonly summary: string;
  readonly noun: string;
  readonly method: Method;
  /** Under `/kontor/v1`, with parameters in braces: `/customers/{customerId}/software`. */
  readonly path: `/${string}`;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that is not JSON: its content type. The handler reads the stream. */
  readonly bodyStream?: 'text/csv' | 'text/plain' | 'application/octet-stream' | 'multipart/form-data';
  /** Status of success → what it answers; `null` for no content, 'stream' for bytes. */
  readonly answers: Readonly<Record<number, z.ZodType | null | 'stream'>>;
  /** Every problem this operation itself may answer; 400, 401, 403, 404 and 422 of the frame go without saying. */
  readonly problems: readonly ProblemCode[];
  readonly access: Access;
  /** Answers that hold a secret are never stored for idempotent replay. */
  readonly secret?: boolean;
};

type Json<S> = S extends z.ZodType ? z.infer<S> : never;

export type ParamsOf<O extends Operation> = O extends { params: infer S } ? Json<S> : Record<string, never>;
export type QueryOf<O extends Operation> = O extends { query: infer S } ? Json<S> : Record<string, never>;
export type BodyOf<O extends Operation> = O extends { body: infer S } ? Json<S> : undefined;
export type AnswerOf<O extends Operation> = {
  [K in keyof O['answers']]: O['answers'][K] extends z.ZodType ? z.infer<O['answers'][K]> : undefined;
}[keyof O['answers']];

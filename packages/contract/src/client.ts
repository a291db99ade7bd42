import { routes } from './client-routes.ts';
import type { AnswerOf, BodyOf, ParamsOf, QueryOf } from './operation.ts';
import type { OperationName, Operations } from './operations.ts';

/** What a refusal looks like to a caller: RFC 9457 with our stable code and its facts. */
export type ProblemDetails = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly [fact: string]: unknown;
};

export class ProblemError extends Error {
  readonly problem: ProblemDetails;
  constructor(problem: ProblemDetails) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

type Part<K extends string, T> = T extends undefined
  ? unknown
  : T extends Record<string, never>
    ? unknown
    : { [P in K]: T };
export type CallInput<N extends OperationName> = Part<'params', ParamsOf<Operations[N]>> &
  (QueryOf<Operations[N]> extends Record<string, never> ? unknown : { query?: QueryOf<Operations[N]> }) &
  Part<'body', BodyOf<Operations[N]>>;

export type CallOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};
export type Call = <N extends OperationName>(
  name: N,
  input: CallInput<N>,
  options?: CallOptions,
) => Promise<AnswerOf<Operations[N]>>;

type LooseInput = {
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
};

const fillPath = (path: string, params: Record<string, string> | undefined): string =>
  path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''));

const queryText = (query: LooseInput['query']): string => {
  const pairs = Object.entries(query ?? {}).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
};

/** A client of the Kontor API over `fetch`; refusals reject with ProblemError. */
export const createCall = (base: string, headers: () => Record<string, string>): Call => {
  const call = async (
    name: OperationName,
    loose: LooseInput,
    options: CallOptions = {},
  ): Promise<unknown> => {
    const [method, path] = routes[name];
    const hasBody = loose.body !== undefined;
    const response = await fetch(`${base}${fillPath(path, loose.params)}${queryText(loose.query)}`, {
      method,
      headers: {
        ...headers(),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
      ...(hasBody ? { body: JSON.stringify(loose.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      credentials: 'same-origin',
    });
    if (response.status === 204) return undefined;
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) return json;
    throw new ProblemError(problemFrom(json, response));
  };
  // The table and the types are generated from the same operations, which is what this cast rests on.
  return call as Call;
};

const problemFrom = (json: unknown, response: Response): ProblemDetails =>
  typeof json === 'object' && json !== null && 'code' in json
    ? (json as ProblemDetails)
    : {
        type: 'about:blank',
        title: response.statusText,
        status: response.status,
        code: 'unreachable',
        detail: `The server answered ${response.status}.`,
        requestId: response.headers.get('ms-requestid') ?? '',
      };

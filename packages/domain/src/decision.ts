/** Why a thing was refused: a stable code and the facts that a person needs to act on it. */
export type Refusal = { readonly code: string };

export type Accepted<T> = { readonly accepted: true; readonly value: T };
export type Refused<R extends Refusal> = { readonly accepted: false; readonly refusal: R };
export type Decision<T, R extends Refusal> = Accepted<T> | Refused<R>;

export function accepted<T>(value: T): Accepted<T> {
  return { accepted: true, value };
}

export function refused<const R extends Refusal>(refusal: R): Refused<R> {
  return { accepted: false, refusal };
}

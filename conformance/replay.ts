import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Answer, Installation, Json } from './installation.ts';
import { departures, strangeMembers } from './match-shape.ts';

/** One request as a client sends it, and the shape of what it has to be answered. */
export type Step = {
  readonly name: string;
  readonly request: {
    readonly method: string;
    /** With `{{kept.path}}` where an earlier answer is put in. */
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON. */
    readonly body?: unknown;
    /** Sent as it stands. */
    readonly text?: string;
    readonly form?: Readonly<Record<string, string>>;
    readonly resend?: Resend;
  };
  readonly answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    /** A shape of the session's `shapes`. */
    readonly shape?: string;
    /** Callbacks are registered in the service's PascalCase (reference 13). */
    readonly casing?: 'pascal';
  };
  /** Name → dotted path into the answer. */
  readonly keep?: Readonly<Record<string, string>>;
};

/** A thing that was read is sent back whole, in the client's casing, with some members changed. */
type Resend = {
  readonly kept: string;
  readonly casing: 'pascal' | 'camel';
  readonly change: Readonly<Record<string, unknown>>;
};

export type Session = {
  readonly client: string;
  /** Sent with every request of the API. */
  readonly headers: Readonly<Record<string, string>>;
  readonly token: string;
  readonly steps: readonly Step[];
};

const folder = new URL('./sessions/', import.meta.url);

export const readSession = async (name: string): Promise<Session> =>
  JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));

export const readShapes = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(new URL('shapes.json', folder), 'utf8'));

export type Kept = Record<string, Json>;

const at = (value: Json, path: string): Json =>
  path === '' ? value : path.split('.').reduce((inner, name) => inner?.[name], value);

const fill = (text: string, kept: Kept): string =>
  text.replace(/\{\{([\w.]+)\}\}/g, (_, path: string) => {
    const value = at(kept, path);
    if (value === undefined) throw new Error(`nothing was kept as ${path}`);
    return String(value);
  });

const fillAll = (value: unknown, kept: Kept): unknown => {
  if (typeof value === 'string') {
    const whole = /^\{\{([\w.]+)\}\}$/.exec(value)?.[1];
    return whole === undefined ? fill(value, kept) : at(kept, whole);
  }
  if (Array.isArray(value)) return value.map((item) => fillAll(item, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillAll(member, kept)]));
};

/** The members' names as the oldest client writes them. */
export const inPascalCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inPascalCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replace(/^[a-z]/, (letter) => letter.toUpperCase()),
      inPascalCase(member),
    ]),
  );
};

const changed = (value: Json, change: Readonly<Record<string, unknown>>): Json => {
  const copy = structuredClone(value);
  for (const [path, member] of Object.entries(change)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = at(copy, names.join('.'));
    if (holder === undefined) throw new Error(`there is no ${path} to change`);
    holder[last] = member;
  }
  return copy;
};

const payloadOf = ({ request }: Step, kept: Kept): string | undefined => {
  const { body, text, form, resend } = request;
  if (text !== undefined) return text;
  if (form) return new URLSearchParams(fillAll(form, kept) as Record<string, string>).toString();
  if (body !== undefined) return JSON.stringify(fillAll(body, kept));
  if (!resend) return undefined;
  const thing = resend.casing === 'pascal' ? inPascalCase(kept[resend.kept]) : kept[resend.kept];
  return JSON.stringify(changed(thing, fillAll(resend.change, kept) as Record<string, unknown>));
};

export type ReplayDeps = {
  readonly kontor: Installation;
  readonly session: Session;
  readonly shapes: Readonly<Record<string, unknown>>;
};

/** Sends one step and holds its answer against its shape; what it keeps goes into `kept`. */
export const replay = async (
  { kontor, session, shapes }: ReplayDeps,
  step: Step,
  kept: Kept,
): Promise<Answer> => {
  const { method, path, form, headers = {} } = step.request;
  const common = form
    ? { 'content-type': 'application/x-www-form-urlencoded' }
    : { ...session.headers, authorization: `Bearer ${fill(session.token, kept)}` };
  const sent = fillAll({ ...common, ...headers }, kept) as Record<string, string>;
  const answer = await kontor.send({
    method,
    url: fill(path, kept),
    headers: sent,
    payload: payloadOf(step, kept),
  });
  const trouble =
    answer.status >= 500 ? kontor.log.filter((line) => line.includes('request failed')).at(-1) : '';
  const label = `${step.name}: ${answer.status} ${answer.text.slice(0, 400)} ${trouble}`;
  expect(answer.status, label).toBe(step.answer.status);
  for (const [name, value] of Object.entries(step.answer.headers ?? {}))
    expect(departures(answer.headers[name], fillAll(value, kept), name), label).toEqual([]);
  const type = step.answer.headers?.['content-type'] ?? 'application/json; charset=utf-8';
  if (!form) expectWireManner(answer, sent, { type, casing: step.answer.casing }, label);
  const shape = step.answer.shape === undefined ? step.answer.body : shapes[step.answer.shape];
  if (shape !== undefined)
    expect(departures(answer.json, resolve(fillAll(shape, kept), shapes)), label).toEqual([]);
  for (const [name, from] of Object.entries(step.keep ?? {})) kept[name] = at(answer.json, from);
  return answer;
};

/** What holds for every answer of the wire: identities echoed, its type said, JSON in UTF-8 without a mark, no nulls. */
const expectWireManner = (
  answer: Answer,
  sent: Readonly<Record<string, string>>,
  { type, casing }: { readonly type: string; readonly casing: 'pascal' | undefined },
  label: string,
): void => {
  const echo = (name: string) =>
    Object.entries(sent).find(([sentName]) => sentName.toLowerCase() === name)?.[1];
  for (const name of ['ms-requestid', 'ms-correlationid'])
    expect(departures(answer.headers[name], echo(name) ?? '<guid>', name), label).toEqual([]);
  expect(answer.headers['ms-cv'], label).toMatch(/^[0-9A-Za-z+/]{16}\.0$/);
  expect(answer.headers['x-locale'], label).toBe(echo('x-locale')?.split(',')[0] ?? 'en-US');
  if (answer.text === '') return;
  expect(answer.headers['content-type'], label).toBe(type);
  // A page or a sheet has its own rules.
  if (answer.json === undefined) return;
  expect(answer.text.charCodeAt(0), label).not.toBe(0xfeff);
  if (casing !== 'pascal') expect(strangeMembers(answer.json), label).toEqual([]);
};

/** `"@name"` in a shape is the shape of that name. */
const resolve = (shape: unknown, shapes: Readonly<Record<string, unknown>>): unknown => {
  if (typeof shape === 'string' && shape.startsWith('@')) {
    const named = shapes[shape.slice(1)];
    if (named === undefined) throw new Error(`there is no shape ${shape}`);
    return resolve(named, shapes);
  }
  if (Array.isArray(shape)) return shape.map((item) => resolve(item, shapes));
  if (typeof shape !== 'object' || shape === null) return shape;
  return Object.fromEntries(Object.entries(shape).map(([name, member]) => [name, resolve(member, shapes)]));
};

import { taxCategories } from '@kontor/domain/market/tax';
import type { TaxAnswer, TaxQuestion } from '@kontor/domain/market/tax-question';
import { formatAmount } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { TaxEngine } from '../platform/http/context.ts';
import type { Log } from '../platform/log.ts';

export type TaxEngineSettings = {
  readonly url: string;
  /** Sent as a bearer token, where the engine wants one. */
  readonly token?: string | undefined;
  readonly timeoutMilliseconds?: number;
};

/** A buyer waits for the answer, so that an engine which takes longer counts as one that does not answer. */
const usualTimeout = 3000;
const longestAnswer = 1_000_000;

/**
 * Asks an engine over HTTP: one POST of JSON, one answer of JSON (docs/operating/tax.md). Whatever goes wrong is
 * logged and answered with undefined, upon which nothing is sold.
 */
export const httpTaxEngine = (settings: TaxEngineSettings, log: Log): TaxEngine => {
  const { url, token, timeoutMilliseconds = usualTimeout } = settings;
  return async (question) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(questionJson(question)),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      return answersFrom(JSON.parse(await shortText(response)));
    } catch (error) {
      log.warn({ engine: new URL(url).origin, error: reasonOf(error) }, 'tax engine did not answer');
      return undefined;
    }
  };
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};

const questionJson = ({ at, lines, exemption, ...who }: TaxQuestion) => ({
  ...who,
  at: formatInstant(at),
  ...(exemption ? { exemption: { reason: exemption.reason, certificate: exemption.certificate } } : {}),
  lines: lines.map(({ unitPrice, ...line }) => ({
    ...line,
    currency: unitPrice.currency,
    unitPrice: formatAmount(unitPrice),
  })),
});

/** @throws where the answer is longer than any answer can be */
const shortText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) throw new Error('its answer is too long');
  }
  return text + decoder.decode();
};

/** @throws where it is not of the documented shape */
const answersFrom = (json: unknown): TaxAnswer[] => {
  const lines = isRecord(json) ? json.lines : undefined;
  if (!Array.isArray(lines)) throw new Error('its answer has no list of lines');
  return lines.map((item: unknown) => {
    const { line, rateBasisPoints, category } = isRecord(item) ? item : {};
    const known = taxCategories.find((one) => one === category);
    if (typeof line !== 'number' || typeof rateBasisPoints !== 'number' || !known)
      throw new Error('a line of its answer lacks line, rateBasisPoints or category');
    return { line, rateBasisPoints, category: known };
  });
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

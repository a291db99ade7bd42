import { type ProblemDetails, ProblemError } from '@kontor/contract/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiBase, call } from './call.ts';

type OfPartner = { readonly partnerId?: string | undefined };
type Page = { readonly cursor?: string | undefined };

export const balanceQuery = queryOptions({
  queryKey: ['balance'],
  queryFn: ({ signal }) => call('getBalance', {}, { signal }),
});

export const partnerCreditQuery = (partnerId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'credit'],
    queryFn: ({ signal }) => call('getPartnerCredit', { params: { partnerId } }, { signal }),
  });

export const paymentMethodQuery = (partnerId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'payment-method'],
    queryFn: ({ signal }) => call('getPaymentMethod', { params: { partnerId } }, { signal }),
  });

export type StatementAsk = {
  readonly currency: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const statementQuery = (query: StatementAsk) =>
  queryOptions({
    queryKey: ['statement', query],
    queryFn: ({ signal }) => call('getStatement', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const customerBalancesQuery = (query: Page & { readonly currency: string }) =>
  queryOptions({
    queryKey: ['balance', 'customers', query],
    queryFn: ({ signal }) => call('listCustomerBalances', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const paymentsQuery = (query: OfPartner & Page) =>
  queryOptions({
    queryKey: ['payments', query],
    queryFn: ({ signal }) => call('listPayments', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const bankImportsQuery = (query: Page) =>
  queryOptions({
    queryKey: ['bank-imports', query],
    queryFn: ({ signal }) => call('listBankImports', { query }, { signal }),
  });

export const bankImportQuery = (importId: string) =>
  queryOptions({
    queryKey: ['bank-imports', importId],
    queryFn: ({ signal }) => call('getBankImport', { params: { importId } }, { signal }),
  });

/** The statement as a file; read by the page, so that a refusal is said in words and not saved in its place. */
export async function readStatementFile(ask: StatementAsk): Promise<{ name: string; content: Blob }> {
  const asked = Object.entries(ask).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const response = await fetch(`${apiBase}/statement/export?${new URLSearchParams(asked)}`, {
    credentials: 'same-origin',
  });
  if (response.ok) {
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    return { name: name ?? 'statement.csv', content: await response.blob() };
  }
  const answer: unknown = await response.json().catch(() => undefined);
  const isProblem = typeof answer === 'object' && answer !== null && 'code' in answer;
  if (!isProblem) throw new Error(`the server answered ${response.status}`);
  throw new ProblemError(answer as ProblemDetails); // the API's error shape, recognised by its code
}

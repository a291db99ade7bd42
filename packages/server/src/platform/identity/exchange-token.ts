import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Provider } from 'oidc-provider';
import { beginExchange, exchangeOf, type TokenExchange } from './token-exchange.ts';

export type ProviderError = { readonly error?: unknown; readonly detail?: unknown };

export type ExchangeToken = (
  exchange: TokenExchange,
  form: Readonly<Record<string, string>>,
  authorization: string | undefined,
) => Promise<{ readonly exchange: TokenExchange; readonly failure: ProviderError | undefined }>;

/** Sends requests that we compose to the provider's token endpoint, and takes its answer before it is written. */
export function exchangeThrough(provider: Provider): ExchangeToken {
  const failures = new WeakMap<TokenExchange, ProviderError>();
  provider.use(async (ctx, next) => {
    await next();
    const exchange = exchangeOf(ctx);
    if (exchange === undefined) return;
    exchange.answer = { status: ctx.status, body: ctx.body };
    ctx.respond = false;
  });
  provider.on('grant.error', (ctx, error) => {
    const exchange = exchangeOf(ctx);
    if (exchange) failures.set(exchange, { error: error.error, detail: error.error_detail });
  });
  const handle = provider.callback();
  return async (exchange, form, authorization) => {
    const request = requestOf(form, authorization);
    beginExchange(request, exchange);
    await handle(request, new ServerResponse(request));
    return { exchange, failure: failures.get(exchange) };
  };
}

function requestOf(
  form: Readonly<Record<string, string>>,
  authorization: string | undefined,
): IncomingMessage {
  const body = Buffer.from(new URLSearchParams(form).toString());
  const request = new IncomingMessage(new Socket());
  request.method = 'POST';
  request.url = '/token';
  request.headers = {
    host: 'localhost',
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
    ...(authorization === undefined ? {} : { authorization }),
  };
  request.push(body);
  request.push(null);
  return request;
}

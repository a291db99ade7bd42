import { type ProblemDetails, ProblemError } from '@kontor/contract/client';
import { routes } from '@kontor/contract/client-routes';
import type { OperationName } from '@kontor/contract/operations';
import { apiBase, csrfHeaders } from './call.ts';

export type Progress = (sentShare: number) => void;
export type Sent = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Absent for a form of several parts, whose boundary the browser names itself. */
  readonly contentType?: string;
  readonly body: Blob | FormData;
};

/** Sends a file as it lies on the disk; XMLHttpRequest because fetch does not tell how much went out. */
export function upload(name: OperationName, sent: Sent, onProgress: Progress): Promise<unknown> {
  const [method, template] = routes[name];
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(sent.params?.[key] ?? ''),
  );
  const search = sent.query ? `?${new URLSearchParams(sent.query)}` : '';
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, `${apiBase}${path}${search}`);
    for (const [header, value] of Object.entries(csrfHeaders())) {
      request.setRequestHeader(header, value);
    }
    if (sent.contentType !== undefined) request.setRequestHeader('content-type', sent.contentType);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new Error('the connection broke'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 400) resolve(request.response);
      else reject(refusal(request));
    };
    request.send(sent.body);
  });
}

function refusal(request: XMLHttpRequest): Error {
  const answer: unknown = request.response;
  const isProblem = typeof answer === 'object' && answer !== null && 'code' in answer;
  return isProblem
    ? new ProblemError(answer as ProblemDetails) // the API's error shape, recognised by its code
    : new Error(`the server answered ${request.status}`);
}

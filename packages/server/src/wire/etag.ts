/** The version as the wire's etag: base64 of a small JSON (reference 0.4). */
export const orderEtag = (id: string, version: number): string =>
  Buffer.from(JSON.stringify({ id, version })).toString('base64');

/** The version inside an etag, or undefined when it is none of ours or of another order. */
export const versionOfEtag = (etag: string, id: string): number | undefined => {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(etag.replace(/^W\//, '').replaceAll('"', ''), 'base64').toString(),
    );
    if (typeof parsed !== 'object' || parsed === null || !('id' in parsed) || !('version' in parsed))
      return undefined;
    return parsed.id === id && typeof parsed.version === 'number' ? parsed.version : undefined;
  } catch {
    return undefined;
  }
};

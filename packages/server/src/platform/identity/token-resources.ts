/** The shape of the endpoint that was called: v1 names a `resource`, v2 a `scope`. */
export type TokenVersion = 'v1' | 'v2';

/** The one delegated right there is; what a user may really do is read from their roles at each request. */
export const userScope = 'user_impersonation';

const partnerCenter = 'https://api.partnercenter.microsoft.com';

/** Audiences that access tokens are issued for: the two that clients of the partner API name (reference 1.1), and us. */
export function acceptedResources(publicUrl: string): readonly string[] {
  return [partnerCenter, 'https://graph.windows.net', publicUrl];
}

// Clients add these of their own accord; they ask for nothing of a resource.
const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

export type ResourceWanted =
  | { readonly kind: 'known'; readonly resource: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly asked: string }
  | { readonly kind: 'several' };

/** Which of the accepted resources a request names, by `resource` or inside `scope`; one token, one audience. */
export function resourceWanted(
  form: { readonly resource?: string | undefined; readonly scope?: string | undefined },
  accepted: readonly string[],
): ResourceWanted {
  const asked = form.resource?.trim() ? [form.resource.trim()] : resourcesOfScope(form.scope ?? '');
  const [first] = asked;
  if (first === undefined) return { kind: 'none' };
  const known = new Set<string>();
  for (const name of asked) {
    const resource = accepted.find((candidate) => candidate.toLowerCase() === plain(name));
    if (resource === undefined) return { kind: 'unknown', asked: name };
    known.add(resource);
  }
  return known.size === 1 ? { kind: 'known', resource: [...known][0] ?? first } : { kind: 'several' };
}

/** The default of a person's token: what the secure application model redeems refresh tokens for. */
export const defaultResource = partnerCenter;

function plain(resource: string): string {
  return resource.replace(/\/+$/, '').toLowerCase();
}

// "https://host/.default" and "https://host/user_impersonation" name the resource before the last slash.
function resourcesOfScope(scope: string): string[] {
  return scope
    .split(/\s+/)
    .filter((word) => word !== '' && word !== userScope && !openIdScopes.has(word))
    .map((word) => word.replace(/\/(\.default|user_impersonation)$/, ''));
}

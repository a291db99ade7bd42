import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { Answer } from '../api/types.ts';

export type Activations = Answer<'listActivations'>;
export type Activation = Activations['items'][number];
export type LicenceFile = Answer<'getOfflineLicence'>;
export type DeviceNames = { readonly fingerprint: string; readonly name: string };

/** The acts on the licence files of one purchase. Files go to the component that asked and into no cache. */
export type LicenceActs = {
  /** What the person must be allowed to do. */
  readonly permission: 'keys.read' | 'my_keys.read';
  readonly list: (entitlementId: string, signal: AbortSignal) => Promise<Activations>;
  readonly fetch: (entitlementId: string) => Promise<LicenceFile>;
  readonly activate: (entitlementId: string, device: DeviceNames) => Promise<LicenceFile>;
  readonly deactivate: (entitlementId: string, activationId: string) => Promise<unknown>;
};

export function partnerLicences(customerId: string): LicenceActs {
  return {
    permission: 'keys.read',
    list: (entitlementId, signal) =>
      call('listActivations', { params: { customerId, entitlementId } }, { signal }),
    fetch: (entitlementId) => call('getOfflineLicence', { params: { customerId, entitlementId } }),
    activate: (entitlementId, body) =>
      call('activateDevice', { params: { customerId, entitlementId }, body }),
    deactivate: (entitlementId, activationId) =>
      call('deactivateDevice', { params: { customerId, entitlementId, activationId } }),
  };
}

export const customerLicences: LicenceActs = {
  permission: 'my_keys.read',
  list: (entitlementId, signal) => call('listMyActivations', { params: { entitlementId } }, { signal }),
  fetch: (entitlementId) => call('getMyOfflineLicence', { params: { entitlementId } }),
  activate: (entitlementId, body) => call('activateMyDevice', { params: { entitlementId }, body }),
  deactivate: (entitlementId, activationId) =>
    call('deactivateMyDevice', { params: { entitlementId, activationId } }),
};

export const activationsQuery = (acts: LicenceActs, entitlementId: string) =>
  queryOptions({
    queryKey: ['activations', entitlementId],
    queryFn: ({ signal }) => acts.list(entitlementId, signal),
  });

/** Gives the file to the browser, which puts it where downloads go. */
export function saveLicence({ fileName, licence }: LicenceFile): void {
  const url = URL.createObjectURL(new Blob([licence], { type: 'application/octet-stream' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  URL.revokeObjectURL(url);
}

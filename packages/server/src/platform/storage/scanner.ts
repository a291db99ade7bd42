/** What a look through a file found: nothing, or something with the scanner's name for it. */
export type ScanResult = { readonly clean: true } | { readonly clean: false; readonly found: string };

/** Looks through files for malicious software. @throws ScannerFailed when it cannot say */
export type Scanner = { readonly scan: (bytes: AsyncIterable<Uint8Array>) => Promise<ScanResult> };

export class ScannerFailed extends Error {
  override readonly name = 'ScannerFailed';
}

import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { writeCertificate } from './write-certificate.ts';

test('a certificate is read by others, holds the key and is signed by it', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const from = new Date('2026-11-22T10:00:00Z');
  for (const until of [new Date('2036-11-22T10:00:00Z'), new Date('2061-01-01T00:00:00Z')]) {
    const read = new X509Certificate(
      writeCertificate({ name: 'kontor.example', publicKey, privateKey, from, until }),
    );
    expect(read.subject).toBe('O=Kontor\nCN=kontor.example');
    expect(read.issuer).toBe(read.subject);
    expect(read.publicKey.equals(publicKey)).toBe(true);
    expect(read.verify(publicKey)).toBe(true);
    expect(read.ca).toBe(false);
    expect([new Date(read.validFrom), new Date(read.validTo)]).toEqual([from, until]);
  }
});

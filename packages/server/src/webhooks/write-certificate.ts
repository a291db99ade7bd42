import { type KeyObject, randomBytes, sign } from 'node:crypto';

// A certificate that signs itself (RFC 5280), written in DER by hand: receivers take the key out of it.

const tagged = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
};

const lengthOf = (length: number): Buffer => {
  if (length < 128) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
const set = (...parts: readonly Buffer[]) => tagged(0x31, ...parts);
const integer = (bytes: Buffer) => tagged(0x02, bytes);
const bits = (bytes: Buffer) => tagged(0x03, Buffer.from([0]), bytes);
const octets = (bytes: Buffer) => tagged(0x04, bytes);
const utf8 = (text: string) => tagged(0x0c, Buffer.from(text, 'utf8'));
const identifier = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const yes = tagged(0x01, Buffer.from([0xff]));
const nothing = tagged(0x05);

const time = (at: Date): Buffer => {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  // Two digits of the year up to 2049, four behind it.
  return digits < '2050'
    ? tagged(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : tagged(0x18, Buffer.from(`${digits}Z`));
};

const sha256WithRsa = sequence(identifier('2a864886f70d01010b'), nothing);
const organisation = '55040a';
const commonName = '550403';
const attribute = (type: string, text: string) => set(sequence(identifier(type), utf8(text)));

const keyUsage = '551d0f';
const basicConstraints = '551d13';
const extension = (type: string, value: Buffer) => sequence(identifier(type), yes, octets(value));

export type CertificateFacts = {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly from: Date;
  readonly until: Date;
};

export const writeCertificate = ({ name, publicKey, privateKey, from, until }: CertificateFacts): Buffer => {
  const subject = sequence(attribute(organisation, 'Kontor'), attribute(commonName, name));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const facts = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    sha256WithRsa,
    subject,
    sequence(time(from), time(until)),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    tagged(
      0xa3,
      sequence(
        // It signs messages, and no other certificate.
        extension(keyUsage, tagged(0x03, Buffer.from([0x07, 0x80]))),
        extension(basicConstraints, sequence()),
      ),
    ),
  );
  return sequence(facts, sha256WithRsa, bits(sign('sha256', facts, privateKey)));
};

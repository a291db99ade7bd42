/** Where files are, and how they are handed out. */
export type BucketSettings = {
  /** Unset: Amazon's own of the region. */
  readonly endpoint: string | undefined;
  readonly bucket: string;
  readonly region: string;
  /** Unset: what the environment of the process says by the usual means of Amazon's own tools. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly pathStyle: boolean;
};

export type FilesSettings =
  | { readonly kind: 'directory' }
  | { readonly kind: 's3'; readonly bucket: BucketSettings };

/** Who sends the bytes: Kontor, the proxy in front of it, or the bucket. */
export type HandOff =
  | { readonly kind: 'none' }
  | { readonly kind: 'x-accel'; readonly internalPath: string }
  | { readonly kind: 's3' };

export type DownloadLimits = {
  /** Requests a minute of one process. */
  readonly perMinuteOfLink: number;
  readonly perMinuteOfPartner: number;
  /** Transfers at once, over all processes. */
  readonly atOnceOfLink: number;
  readonly atOnceOfPartner: number;
  /** Transfers at once of one process. */
  readonly atOnceOfServer: number;
};

export type DownloadSettings = { readonly handOff: HandOff; readonly limits: DownloadLimits };

type Env = Readonly<Record<string, string | undefined>>;
type Fault = (message: string) => Error;

export const usualLimits: DownloadLimits = {
  perMinuteOfLink: 120,
  perMinuteOfPartner: 1_200,
  atOnceOfLink: 16,
  atOnceOfPartner: 128,
  atOnceOfServer: 512,
};

/** @throws what `fault` makes of the message that names the variable and the rule */
export const filesFrom = (env: Env, fault: Fault): FilesSettings => {
  const kind = env.KONTOR_FILES || 'directory';
  if (kind === 'directory') return { kind };
  if (kind !== 's3') throw fault(`KONTOR_FILES is "${kind}"; it must be "directory" or "s3".`);
  const bucket = env.KONTOR_S3_BUCKET || undefined;
  if (bucket === undefined)
    throw fault('KONTOR_S3_BUCKET is missing; it must name the bucket for the files.');
  const endpoint = env.KONTOR_S3_ENDPOINT || undefined;
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    throw fault('KONTOR_S3_ENDPOINT must be an http or https address.');
  const region = env.KONTOR_S3_REGION || 'us-east-1';
  const pathStyle = switchFrom(env, 'KONTOR_S3_PATH_STYLE', fault);
  return { kind, bucket: { endpoint, bucket, region, credentials: credentialsFrom(env, fault), pathStyle } };
};

const credentialsFrom = (env: Env, fault: Fault) => {
  const accessKeyId = env.KONTOR_S3_ACCESS_KEY_ID || undefined;
  const secretAccessKey = env.KONTOR_S3_SECRET_ACCESS_KEY || undefined;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw fault('KONTOR_S3_ACCESS_KEY_ID and KONTOR_S3_SECRET_ACCESS_KEY must be set both or neither.');
  return { accessKeyId, secretAccessKey };
};

const switchFrom = (env: Env, name: string, fault: Fault): boolean => {
  const text = env[name] || '0';
  if (text !== '0' && text !== '1') throw fault(`${name} is "${text}"; it must be "1" or "0".`);
  return text === '1';
};

/** @throws as `filesFrom` */
export const downloadsFrom = (env: Env, files: FilesSettings, fault: Fault): DownloadSettings => {
  const count = (name: string, usual: number) => {
    const value = Number(env[name] || usual);
    if (!Number.isInteger(value) || value < 1 || value > 1_000_000)
      throw fault(`${name} is "${env[name]}"; it must be a whole number from 1 to 1000000.`);
    return value;
  };
  const limits = {
    perMinuteOfLink: count('KONTOR_DOWNLOADS_PER_MINUTE_LINK', usualLimits.perMinuteOfLink),
    perMinuteOfPartner: count('KONTOR_DOWNLOADS_PER_MINUTE_PARTNER', usualLimits.perMinuteOfPartner),
    atOnceOfLink: count('KONTOR_TRANSFERS_LINK', usualLimits.atOnceOfLink),
    atOnceOfPartner: count('KONTOR_TRANSFERS_PARTNER', usualLimits.atOnceOfPartner),
    atOnceOfServer: count('KONTOR_TRANSFERS_SERVER', usualLimits.atOnceOfServer),
  };
  return { handOff: handOffFrom(env, files, fault), limits };
};

const handOffFrom = (env: Env, files: FilesSettings, fault: Fault): HandOff => {
  const kind = env.KONTOR_DOWNLOAD_HANDOFF || 'none';
  if (kind === 'none') return { kind };
  if (kind === 's3') {
    if (files.kind !== 's3') throw fault('KONTOR_DOWNLOAD_HANDOFF is "s3", which needs KONTOR_FILES "s3".');
    return { kind };
  }
  if (kind !== 'x-accel')
    throw fault(`KONTOR_DOWNLOAD_HANDOFF is "${kind}"; it must be "none", "x-accel" or "s3".`);
  if (files.kind !== 'directory')
    throw fault('KONTOR_DOWNLOAD_HANDOFF is "x-accel", which needs the files in a directory.');
  const internalPath = env.KONTOR_DOWNLOAD_INTERNAL_PATH || '/kontor-files/';
  if (!/^\/([\w-]+\/)+$/.test(internalPath))
    throw fault('KONTOR_DOWNLOAD_INTERNAL_PATH must begin and end with "/", such as /kontor-files/.');
  return { kind, internalPath };
};

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

export type FieldError = { readonly path: string; readonly message: string };

const ajv = new Ajv2020({ coerceTypes: false, removeAdditional: false, allErrors: true, strict: false });

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of a zod schema. Whatever JSON cannot say (bigint, transform, codec) throws here, at start. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });

/** Compiles a schema into a function that answers what is wrong, in fields and words; empty when nothing is. */
export const compileValidator = (schema: z.ZodType): ((value: unknown) => FieldError[]) => {
  const validate: ValidateFunction = ajv.compile(jsonSchemaOf(schema));
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(fieldError));
};

const fieldError = (error: ErrorObject): FieldError => {
  const missing = error.keyword === 'required' ? `/${String(error.params.missingProperty)}` : '';
  const extra = error.keyword === 'additionalProperties' ? `/${String(error.params.additionalProperty)}` : '';
  const path = `${error.instancePath}${missing}${extra}`.slice(1).replaceAll('/', '.');
  return { path, message: messageOf(error) };
};

const messageOf = (error: ErrorObject): string => {
  if (error.keyword === 'required') return 'is required';
  if (error.keyword === 'additionalProperties') return 'is not a field of this operation; leave it out';
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(error.params.allowedValues)}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(error.params.allowedValue)}`;
  return error.message ?? 'is not valid';
};

import * as activity from '@kontor/contract/activity';
import * as cancellations from '@kontor/contract/cancellations';
import * as carts from '@kontor/contract/carts';
import * as catalog from '@kontor/contract/catalog';
import * as customers from '@kontor/contract/customers';
import * as operator from '@kontor/contract/operator';
import * as orders from '@kontor/contract/orders';
import * as session from '@kontor/contract/session';
import * as shapes from '@kontor/contract/shapes';
import * as software from '@kontor/contract/software';
import { z } from 'zod';

export type Schema = { readonly [keyword: string]: unknown };
/** What several places of the document refer to by name. */
export type Components = { readonly schemas: Map<string, Schema>; readonly responses: Map<string, Schema> };

export const noComponents = (): Components => ({ schemas: new Map(), responses: new Map() });

const modules = [
  activity,
  cancellations,
  carts,
  catalog,
  customers,
  operator,
  orders,
  session,
  shapes,
  software,
];

// Every object shape the contract exports is a component under its own name: softwareItem → SoftwareItem.
const named = z.registry<{ id: string }>();
for (const [name, schema] of modules.flatMap((module) => Object.entries(module))) {
  if (schema instanceof z.ZodObject) named.add(schema, { id: name[0]?.toUpperCase() + name.slice(1) });
}

const withinJson = Number.MAX_SAFE_INTEGER;

/** The JSON Schema of a zod schema; shapes with a name are put into `components` and referred to. */
export const schemaOf = (schema: z.ZodType, components: Components): Schema => {
  const { $schema, $defs, ...own } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    metadata: named,
    override: ({ zodSchema, jsonSchema }) => {
      const description = z.globalRegistry.get(zodSchema)?.description;
      if (description !== undefined) jsonSchema.description = description;
      // What JSON numbers can hold goes without saying.
      if (jsonSchema.minimum === -withinJson) delete jsonSchema.minimum;
      if (jsonSchema.maximum === withinJson) delete jsonSchema.maximum;
    },
  });
  for (const [name, definition] of Object.entries($defs ?? {})) {
    components.schemas.set(name, intoComponents(definition) as Schema); // an object stays an object
  }
  return intoComponents(own) as Schema; // as above
};

/** The same with references to `$defs` pointing at the document's components. */
const intoComponents = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(intoComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace('#/$defs/', '#/components/schemas/')
        : intoComponents(member),
    ]),
  );
};

import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import type { ProductLine } from './parse-product-line.ts';

/** Adds the product, or brings its words up to date; its family never changes, for purchases rest on it. */
export const saveProduct = (product: ProductLine): Statement =>
  statement(
    'product.save',
    `with saved as (
       insert into kontor.product (id, title, description, family, publisher, own_product, type_id, sub_type_id,
         sub_type_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (id) do update set title = excluded.title, description = excluded.description,
         publisher = excluded.publisher, own_product = excluded.own_product, type_id = excluded.type_id,
         sub_type_id = excluded.sub_type_id, sub_type_name = excluded.sub_type_name
         where product.family = excluded.family
       returning 1)
     select kontor.expect(count(*), 1, 'product.family_differs') from saved`,
    [
      product.id,
      product.title,
      product.description,
      product.family,
      product.publisher,
      product.ownProduct,
      product.type,
      product.subType?.id ?? null,
      product.subType?.name ?? null,
    ],
  );

export const saveSkus = (product: ProductLine): Statement =>
  statement(
    'product.save_skus',
    `insert into kontor.sku (product_id, id, title, description, minimum_quantity, maximum_quantity, is_trial,
       prerequisites, inventory_variables, provisioning_variables, attributes, key_source, key_format,
       default_key_group, key_groups, keys_per_purchase, key_template, key_check, key_rule, key_activations)
     select $1, s.id, s.title, s.description, s."minimumQuantity", s."maximumQuantity", s."isTrial", s.prerequisites,
       s."inventoryVariables", s."provisioningVariables", s.attributes, s.keys->>'source', s.keys->>'format',
       s.keys->'groups'->>0, array(select jsonb_array_elements_text(s.keys->'groups')), (s.keys->>'perPurchase')::integer,
       s.keys->>'template', s.keys->>'check', s.keys->>'rule', (s.keys->>'activationsPerUnit')::integer
     from jsonb_to_recordset($2::jsonb) as s(id text, title text, description text, "minimumQuantity" integer,
       "maximumQuantity" integer, "isTrial" boolean, prerequisites text[], "inventoryVariables" text[],
       "provisioningVariables" text[], attributes jsonb, keys jsonb)
     on conflict (product_id, id) do update set title = excluded.title, description = excluded.description,
       minimum_quantity = excluded.minimum_quantity, maximum_quantity = excluded.maximum_quantity,
       is_trial = excluded.is_trial, prerequisites = excluded.prerequisites,
       inventory_variables = excluded.inventory_variables, provisioning_variables = excluded.provisioning_variables,
       attributes = excluded.attributes, key_source = excluded.key_source, key_format = excluded.key_format,
       default_key_group = excluded.default_key_group, key_groups = excluded.key_groups,
       keys_per_purchase = excluded.keys_per_purchase, key_template = excluded.key_template,
       key_check = excluded.key_check, key_rule = excluded.key_rule, key_activations = excluded.key_activations`,
    [product.id, jsonb(product.skus)],
  );

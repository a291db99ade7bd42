import type { ReadTile } from '@kontor/domain/activity/proof-path';
import type { Statement } from '../platform/db/statement.ts';

export type TileRow = { readonly level: number; readonly tile: bigint; readonly hashes: Buffer };

/** Tiles of a tree by level and number; those that are not there are left out. */
export const readTiles = (
  treeId: string,
  tiles: readonly { readonly level: number; readonly tile: number }[],
): Statement<TileRow> => ({
  name: 'tiles.read',
  text: `select t.level, t.tile, t.hashes from unnest($2::smallint[], $3::bigint[]) as n (level, tile)
    join kontor.activity_tile t on t.tree_id = $1 and t.level = n.level and t.tile = n.tile`,
  values: [treeId, tiles.map(({ level }) => level), tiles.map(({ tile }) => tile)],
});

/** The tiles from one number to another of a level, in order. */
export const readTileRow = (
  treeId: string,
  { level, first, last }: { readonly level: number; readonly first: number; readonly last: number },
): Statement<TileRow> => ({
  name: 'tiles.read_row',
  text: `select level, tile, hashes from kontor.activity_tile
    where tree_id = $1 and level = $2 and tile between $3 and $4 order by tile`,
  values: [treeId, level, first, last],
});

/** Finds tiles among rows that were read. */
export const tileReader = (rows: readonly TileRow[]): ReadTile => {
  const known = new Map(rows.map(({ level, tile, hashes }) => [`${level}/${tile}`, hashes]));
  return (level, tile) => known.get(`${level}/${tile}`);
};

export type TileGrowth = {
  readonly treeId: string;
  readonly accountId: string;
  readonly level: number;
  readonly tile: number;
  /** Hashes that stand in the tile before these. */
  readonly from: number;
  readonly hashes: Uint8Array;
};

/** Puts hashes behind those that a tile has; raises when it does not end where they begin. */
export const growTiles = (tiles: readonly TileGrowth[]): Statement => ({
  name: 'tiles.grow',
  text: `with n as (
    select * from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[], $5::integer[], $6::bytea[])
      as n (tree_id, account_id, level, tile, held, hashes)
  ), added as (
    insert into kontor.activity_tile (tree_id, account_id, level, tile, hashes)
    select tree_id, account_id, level, tile, hashes from n where held = 0
    returning 1
  ), grown as (
    update kontor.activity_tile t set hashes = t.hashes || n.hashes
    from n where n.held > 0 and t.tree_id = n.tree_id and t.level = n.level and t.tile = n.tile
      and octet_length(t.hashes) = n.held * 32
    returning 1)
  select kontor.expect((select count(*) from added) + (select count(*) from grown), cardinality($1::uuid[]),
    'activity_tile.grown')`,
  values: [
    tiles.map((tile) => tile.treeId),
    tiles.map((tile) => tile.accountId),
    tiles.map((tile) => tile.level),
    tiles.map((tile) => tile.tile),
    tiles.map((tile) => tile.from),
    tiles.map((tile) => tile.hashes),
  ],
});

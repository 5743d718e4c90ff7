import { type Database } from "../database/database.js";
import { manyEach, oneEach } from "../graph/loaders.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Area, type AreaKind, type AreaPostcode } from "./area.types.js";

const columns = `id::text as id, code, name, kind, parent_id::text as "parentId"`;

export const areas = (database: Database): Promise<Area[]> =>
  database.rows(`select ${columns} from areas order by kind desc, code`);

export const areaById = oneEach<Area>(
  (database, ids) => database.rows(`select ${columns} from areas where id = any($1::bigint[])`, [ids]),
  (area) => area.id,
);

export const areaNamed = (database: Database, code: string): Promise<Area | null> =>
  database.row(`select ${columns} from areas where code = upper($1)`, [code.trim()]);

export const postcodesOfArea = manyEach<AreaPostcode>(
  (database, ids) =>
    database.rows(
      `select area_id::text as "areaId", outward, valid_from::text as "validFrom", valid_to::text as "validTo"
       from area_postcodes where area_id = any($1::bigint[]) order by outward, valid_from`,
      [ids],
    ),
  (row) => row.areaId,
);

export interface AreaToSave {
  readonly code: string;
  readonly name: string;
  readonly kind: AreaKind;
  readonly parentId: string | null;
  readonly postcodes: readonly string[];
  readonly validFrom: CalendarDate;
}

/**
 * Keeps an area with exactly these postcodes from a day on; what was before that day stays. The rules between counties and
 * regions are checked at once.
 *
 * Errors: PostgreSQL's 23514 with a message for people where a region would not contain its county.
 */
export async function keepArea(transaction: Database, area: AreaToSave): Promise<string> {
  const { code, name, kind, parentId, postcodes, validFrom } = area;
  const row = await transaction.row<{ id: string }>(
    `insert into areas (code, name, kind, parent_id) values (upper($1), $2, $3, $4)
     on conflict (code) do update set name = excluded.name, parent_id = excluded.parent_id returning id::text as id`,
    [code, name, kind, parentId],
  );
  const id = (row as { id: string }).id;
  await transaction.rows(
    `delete from area_postcodes where area_id = $1 and valid_from >= $2::date and not outward = any($3::text[])`,
    [id, validFrom, postcodes],
  );
  await transaction.rows(
    `update area_postcodes set valid_to = $2::date - 1
     where area_id = $1 and valid_from < $2::date and (valid_to is null or valid_to >= $2::date) and not outward = any($3::text[])`,
    [id, validFrom, postcodes],
  );
  await transaction.rows(
    `insert into area_postcodes (area_id, outward, valid_from)
     select $1, outward, $2::date from (select distinct unnest($3::text[]) as outward) o
     where not exists (select from area_postcodes p where p.area_id = $1 and p.outward = o.outward
       and (p.valid_to is null or p.valid_to >= $2::date))`,
    [id, validFrom, postcodes],
  );
  await transaction.rows("set constraints all immediate");
  return id;
}

/** The postcodes that lie in an area on a day, in their order. */
export const postcodesOn = async (database: Database, areaId: string, day: CalendarDate): Promise<string[]> =>
  (
    await database.rows<{ outward: string }>(
      `select outward from area_postcodes
       where area_id = $1::bigint and valid_from <= $2::date and (valid_to is null or valid_to >= $2::date) order by outward`,
      [areaId, day],
    )
  ).map(({ outward }) => outward);

/** A force's county and region, by force. */
export const areasOfForce = manyEach<Area & { readonly forceId: string }>(
  (database, ids) =>
    database.rows(
      `select a.id::text as id, a.code, a.name, a.kind, a.parent_id::text as "parentId", fa.force_id::text as "forceId"
       from force_areas fa join areas a on a.id = fa.area_id where fa.force_id = any($1::bigint[])`,
      [ids],
    ),
  (area) => area.forceId,
);

/** The force with this code or name; null when there is none. */
export const forceNamed = (
  database: Database,
  named: string,
): Promise<{ readonly id: string; readonly code: string } | null> =>
  database.row(
    `select id::text as id, code from forces where code = upper($1) or name_key(name) = name_key($1)
     order by code = upper($1) desc limit 1`,
    [named.trim()],
  );

/**
 * Makes these the areas of a force, or none of a kind where it is null.
 *
 * Errors: PostgreSQL's 23514 with a message for people where the region does not contain the county.
 */
export async function setForceAreas(
  transaction: Database,
  forceId: string,
  areas: Readonly<Record<AreaKind, string | null>>,
): Promise<void> {
  await transaction.rows(`delete from force_areas where force_id = $1::bigint`, [forceId]);
  for (const kind of ["COUNTY", "REGION"] as const) {
    if (areas[kind] === null) continue;
    await transaction.rows(`insert into force_areas (force_id, area_id, kind) values ($1, $2, $3::area_kind)`, [
      forceId,
      areas[kind],
      kind,
    ]);
  }
  await transaction.rows("set constraints all immediate");
}

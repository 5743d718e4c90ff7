import { type Database } from "../database/database.js";
import { type DatedTable } from "../database/datedRows.js";
import { oneEach } from "../graph/loaders.js";
import { type SpendThreshold } from "./threshold.types.js";

/** Thresholds hold one after the other, of each kind, for a force or (where none is named) in general. */
export const thresholdTable: DatedTable = {
  name: "spend_thresholds",
  key: { force_id: "bigint", kind: "spend_threshold_kind" },
  values: { amount: "numeric", source: "text" },
};

const columns = `t.id::text as id, t.force_id::text as "forceId", t.kind, t.amount::text as amount,
  t.valid_from::text as "validFrom", t.valid_to::text as "validTo", t.source`;

export const thresholds = (database: Database): Promise<SpendThreshold[]> =>
  database.rows(
    `select ${columns} from spend_thresholds t left join forces f on f.id = t.force_id
     order by t.kind, f.code nulls first, t.valid_from`,
  );

export const thresholdById = oneEach<SpendThreshold>(
  (database, ids) => database.rows(`select ${columns} from spend_thresholds t where t.id = any($1::bigint[])`, [ids]),
  (threshold) => threshold.id,
);

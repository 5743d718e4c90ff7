import { type Database } from "../database/database.js";
import { type DatedTable } from "../database/datedRows.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type ProcurementThreshold } from "./procurementThreshold.types.js";

export const limitTable: DatedTable = {
  name: "procurement_thresholds",
  key: { code: "text" },
  values: { amount: "numeric", vat_basis: "vat_basis", meaning: "text" },
};

const columns = `id::text as id, code, trim_scale(amount)::text as amount, vat_basis as "vatBasis", meaning,
  valid_from::text as "validFrom", valid_to::text as "validTo"`;

/** The limits that hold on a day, or all of them, by code and first day. */
export const limits = (database: Database, day: CalendarDate | null): Promise<ProcurementThreshold[]> =>
  database.rows(
    `select ${columns} from procurement_thresholds
     where $1::date is null or $1::date between valid_from and coalesce(valid_to, 'infinity') order by code, valid_from`,
    [day],
  );

/** The latest limit of a code; null for an unknown one. */
export const latestLimit = (database: Database, code: string): Promise<ProcurementThreshold | null> =>
  database.row(
    `select ${columns} from procurement_thresholds where code = upper($1) order by valid_from desc limit 1`,
    [code.trim()],
  );

export const limitWithId = (database: Database, id: string): Promise<ProcurementThreshold | null> =>
  database.row(`select ${columns} from procurement_thresholds where id = $1::bigint`, [id]);

import { type Column, type ColumnWrite, type LookupKind } from "./dataset.js";

/** Makers of the columns that datasets are described with. A column without a table column to write to is derived. */

type Extra = Omit<ColumnWrite, "column" | "cast">;

const written = (column: string | null, cast: string, extra: Extra = {}): Pick<Column, "write"> =>
  column === null ? {} : { write: { column, cast, ...extra } };

export function text(
  field: string,
  label: string,
  description: string,
  column: string | null,
  extra: Extra = {},
  sql = `r.${column}`,
): Column {
  return { field, label, description, type: "TEXT", unit: null, sql, ...written(column, "text", extra) };
}

export function money(
  field: string,
  label: string,
  description: string,
  column: string | null,
  sql = `r.${column}`,
  extra: Extra = {},
): Column {
  const shown = `(${sql})::numeric(18,2)::text`;
  return {
    field,
    label,
    description,
    type: "MONEY",
    unit: "£",
    sql: shown,
    ...written(column, "numeric(14,2)", extra),
  };
}

export function date(
  field: string,
  label: string,
  description: string,
  column: string | null,
  sql = `r.${column}`,
  extra: Extra = {},
): Column {
  return {
    field,
    label,
    description,
    type: "DATE",
    unit: null,
    sql: `(${sql})::text`,
    inJson: sql,
    ...written(column, "date", extra),
  };
}

export function integer(field: string, label: string, description: string, column: string, least?: string): Column {
  const write = written(column, "smallint", least === undefined ? {} : { least });
  return { field, label, description, type: "INTEGER", unit: null, sql: `r.${column}::text`, ...write };
}

export function flag(field: string, label: string, description: string, column: string, insertDefault: string): Column {
  const write = written(column, "boolean", { required: true, insertDefault });
  return { field, label, description, type: "BOOLEAN", unit: null, sql: `r.${column}`, ...write };
}

/** Yes, no, or blank where it is not known. */
export function yesNo(field: string, label: string, description: string, column: string): Column {
  const write = written(column, "boolean");
  return { field, label, description, type: "BOOLEAN", unit: null, sql: `r.${column}`, ...write };
}

/** An exact number that is not money; the feature's rules say which are taken. */
export function decimal(field: string, label: string, description: string, column: string, unit: string): Column {
  const write = written(column, "numeric", { longest: 20 });
  return { field, label, description, type: "NUMBER", unit, sql: `trim_scale(r.${column})::text`, ...write };
}

/** A fixed list of values. `source` is a table column of an enum type of the same name, or SQL for a derived one. */
export function choice(
  field: string,
  label: string,
  description: string,
  choices: readonly string[],
  source: { readonly column: string; readonly type?: string } | { readonly sql: string },
  extra: Extra = {},
): Column {
  const common = { field, label, description, type: "CHOICE" as const, unit: null, choices };
  if ("sql" in source) return { ...common, sql: source.sql };
  const cast = source.type ?? source.column;
  const stored = `r.${source.column}`;
  return { ...common, sql: `${stored}::text`, inJson: stored, ...written(source.column, cast, extra) };
}

/** A name that is looked up: shown as `sql`, stored as the id of what it names. */
export function lookup(
  field: string,
  label: string,
  description: string,
  sql: string,
  kind: LookupKind,
  column: string | null,
  extra: Extra = {},
): Column {
  return {
    field,
    label,
    description,
    type: "LOOKUP",
    unit: null,
    sql,
    lookup: kind,
    ...written(column, "bigint", extra),
  };
}

/** Whether a row is confidential. */
export const confidential = flag(
  "confidential",
  "Confidential",
  "True if nobody may see it but the named roles of the forces concerned.",
  "confidential",
  "false",
);

/** Who changed a row last: the person `p` of its `updated_by_id`. */
export const changedBy = text(
  "updatedBy",
  "Changed by",
  "Who changed it last; blank if nobody has since it was loaded.",
  null,
  {},
  "p.display_name",
);

/** When a row was changed last. */
export const changedOn = date(
  "updatedOn",
  "Changed on",
  "The day of the last change.",
  null,
  "(r.updated_at at time zone 'Europe/London')::date",
);

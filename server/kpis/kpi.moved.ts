import { kpiFamilies } from "./families/index.js";
import { type FamilyKpi, type KpiFamily, sqlOfRows } from "./kpi.family.js";

/** A cell that was changed, by its table column. */
export interface ColumnChange {
  readonly column: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Under what else a column is read: generated columns, and functions that are given the whole row. */
const alsoReadAs: Readonly<Record<string, readonly string[]>> = {
  starts_on: ["contract_live_on"],
  initial_ends_on: ["current_ends_on", "maximum_ends_on", "contract_live_on"],
  terminated_on: ["contract_live_on"],
  superseded_on: ["contract_live_on"],
};
/** Of what stands in here it only counts whether it is known. */
const onlyWhetherKnown = /num_nulls\((?:[^()]|\([^()]*\))*\)/g;
/** Reads when something was last written, whatever that was. */
const MOVED_BY_EVERY_WRITE = "FRESHNESS";

/**
 * Those of the KPIs that changed cells can have moved: the ones whose SQL names a changed column. It may name one too many,
 * never one too few.
 */
export function kpisMovedBy(changes: readonly ColumnChange[], kpis: readonly string[]): string[] {
  const changed = new Set<string>();
  const nowKnown = new Set<string>();
  for (const { column, before, after } of changes) {
    changed.add(column);
    if ((before === null) !== (after === null)) nowKnown.add(column);
  }
  const read = { always: underAllNames(changed), whetherKnown: underAllNames(nowKnown) };
  return kpiFamilies.flatMap((family) =>
    family.kpis
      .filter(({ code }) => kpis.includes(code))
      .filter((kpi) => {
        if (kpi.code === MOVED_BY_EVERY_WRITE) return true;
        const names = namesIn(family, kpi);
        return (
          read.always.some((name) => names.read.has(name)) || read.whetherKnown.some((name) => names.all.has(name))
        );
      })
      .map(({ code }) => code),
  );
}

const underAllNames = (columns: ReadonlySet<string>): string[] =>
  [...columns].flatMap((column) => [column, ...(alsoReadAs[column] ?? [])]);

/** Every word of a KPI's SQL, and those whose value it reads. */
interface Names {
  readonly all: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}
const known = new Map<FamilyKpi, Names>();

function namesIn(family: KpiFamily, kpi: FamilyKpi): Names {
  let names = known.get(kpi);
  if (!names) {
    const sql = sqlOf(family, kpi);
    const words = (text: string): ReadonlySet<string> => new Set(text.match(/\w+/g));
    names = { all: words(sql), read: words(sql.replaceAll(onlyWhetherKnown, "")) };
    known.set(kpi, names);
  }
  return names;
}

/** Everything that a figure is made of; what its rows are called is for people. */
function sqlOf(family: KpiFamily, kpi: FamilyKpi): string {
  const { row, measures, needs, supplier } = family;
  const { tables, from } = sqlOfRows(family);
  const own = [kpi.numerator, kpi.denominator ?? ""].map((measure) => measures[measure] ?? "");
  const needed = kpi.needs.map((need) => needs[need]?.rows ?? "");
  const divided = supplier ? [supplier.id, supplier.confidential] : [];
  return [tables, row.period, row.belongsTo, from, ...divided, ...own, ...needed].join("\n");
}

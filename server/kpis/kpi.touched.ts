import { contractSuppliers } from "../contracts/contractSuppliers.js";
import { type Database } from "../database/database.js";
import { listText } from "../database/listText.js";
import { type KpiFamily } from "./kpi.family.js";

/** What the open transaction has touched. */
export interface Touched {
  /** Suppliers whose rows may have moved by other things than a contract; 0 for rows that name none. */
  readonly suppliers: readonly string[];
  /** Contracts of which parts have changed. */
  readonly parts: readonly string[];
  /** Contracts that have changed themselves: the version in which each was found, 0 for new ones. */
  readonly contracts: ReadonlyMap<string, number>;
}

/** What of a family's sums is to be made up to date: those of some suppliers anew, others moved by some contracts. */
export interface Renewal {
  readonly suppliers: readonly string[];
  readonly contracts: readonly (readonly [id: string, version: number])[];
}

/**
 * What the open transaction has touched, by what its tables noted (Migration20261122000021_supplier_sums and
 * Migration20261122000029_moved_contracts); null for everything, also where nothing was noted: whoever asks outside the
 * transaction that wrote cannot know.
 */
export async function touchedBy(database: Database): Promise<Touched | null> {
  const row = await database.row<{ noted: string | null }>(
    "select current_setting('sevenfold.touched', true) as noted",
  );
  const noted = (row?.noted ?? "").trim();
  if (noted === "" || noted.startsWith("ALL")) return null;
  const suppliers = new Set<string>();
  const parts = new Set<string>();
  const contracts = new Map<string, number>();
  for (const each of noted.split(" ")) {
    const id = each.slice(1);
    if (each.startsWith("s")) suppliers.add(id);
    if (each.startsWith("c")) parts.add(id);
    if (!each.startsWith("v")) continue;
    const [contract = "", version] = id.split(":");
    contracts.set(contract, Math.min(Number(version), contracts.get(contract) ?? Infinity));
  }
  return { suppliers: [...suppliers], parts: [...parts], contracts };
}

/**
 * Says that what was noted has been worked out. A contract is found in another version from now on, and the versions that
 * were noted no longer tell what is in the sums: whoever works out figures once more works out everything.
 */
export const forgetVersions = async (database: Database): Promise<void> => {
  await database.rows("select set_config('sevenfold.touched', 'ALL', true)");
};

/** Above this part of all suppliers, working out all of them is less work. */
const MOST_TOUCHED = 0.5;
const MANY = 100;

/**
 * Says for each family what is to be made up to date; null where everything is. `moving` is false where sums cannot be moved,
 * because not all quarters are looked at.
 */
export function renewals(
  database: Database,
  touched: Touched | null,
  moving: boolean,
): (family: KpiFamily) => Promise<Renewal | null> {
  const known = new Map<string, Promise<Renewal | null>>();
  const make = async (movedBy: "OWN" | "LINES" | "NONE"): Promise<Renewal | null> => {
    if (touched === null) return null;
    const { suppliers, parts, contracts } = touched;
    // Of a contract whose parts have changed too nobody can tell any more what it came to before: its suppliers are worked out
    // anew, and what contracts move of those is left alone.
    const moved = movedBy === "NONE" ? [] : [...contracts];
    const anew =
      movedBy === "LINES"
        ? suppliers
        : movedBy === "OWN"
          ? await mainSuppliers(database, suppliers, parts, contracts)
          : await allSuppliers(database, suppliers, parts, contracts);
    const all = await database.row<{ count: number }>("select count(*)::integer as count from suppliers");
    // A few are always worth it, however few there are.
    const isMost = anew.length > MANY && anew.length > (all?.count ?? 0) * MOST_TOUCHED;
    return isMost ? null : { suppliers: anew, contracts: moved };
  };
  return ({ supplier }) => {
    const movedBy = (moving && supplier?.movedBy) || "NONE";
    let renewal = known.get(movedBy);
    if (!renewal) known.set(movedBy, (renewal = make(movedBy)));
    return renewal;
  };
}

/** These suppliers, and the main suppliers, now and before, of the contracts whose parts have changed. */
const mainSuppliers = (
  database: Database,
  suppliers: readonly string[],
  parts: readonly string[],
  contracts: Touched["contracts"],
): Promise<readonly string[]> => {
  const both = parts.filter((id) => contracts.has(id));
  return suppliersIn(
    database,
    `select unnest($1::bigint[]) as supplier_id
     union all select supplier_id from contracts where id = any($2::bigint[])
     union all ${before}`,
    [listText(suppliers), listText(parts), listText(both), listText(both.map((id) => contracts.get(id) ?? 0))],
  );
};

/** These suppliers, every supplier now and before of the contracts, and those of the lines that are matched to them. */
const allSuppliers = (
  database: Database,
  suppliers: readonly string[],
  parts: readonly string[],
  contracts: Touched["contracts"],
): Promise<readonly string[]> =>
  suppliersIn(
    database,
    `select unnest($1::bigint[]) as supplier_id
     union all select supplier_id from spend_lines where contract_id = any($2::bigint[])
     union all select supplier_id from contracts where id = any($2::bigint[])
     union all select s.supplier_id from (${contractSuppliers} and c.id = any($2::bigint[])) s
     union all ${before}`,
    [
      listText(suppliers),
      listText([...new Set([...parts, ...contracts.keys()])]),
      listText([...contracts.keys()]),
      listText([...contracts.values()]),
    ],
  );

const before = `select h.supplier_id from unnest($3::bigint[], $4::integer[]) b(id, version)
     join contract_history h on h.id = b.id and h.version = b.version`;

async function suppliersIn(
  database: Database,
  statement: string,
  parameters: readonly unknown[],
): Promise<readonly string[]> {
  const rows = await database.rows<{ id: string }>(
    `select distinct coalesce(x.supplier_id, 0)::text as id from (${statement}) x`,
    parameters,
  );
  return rows.map(({ id }) => id);
}

import { Migration } from "@mikro-orm/migrations";

/**
 * Most people may see every contract, saving and plan that there is. For them a part of one needs no look-up by row: whether
 * anything of its kind is hidden from the caller is worked out once for a statement, beside whether they may read figures.
 */
export class Migration20261122000030_open_items extends Migration {
  override up(): void {
    this.addSql(readsAll);
    for (const [kind, column, tables] of parts) {
      const follows = `${column} not in (select hidden_items('${kind}'))`;
      const some = tables === aboutContracts ? `(${column} is null or ${follows})` : follows;
      for (const table of tables.flatMap((name) => [name, `${name}_history`])) {
        this.addSql(`alter policy reads on ${table} using (
          (select caller_reads_all('${kind}')) or ((select caller_may('figures:read')) and ${some}));`);
      }
    }
    // Sheets are filtered by the name of a category as it stands.
    this.addSql("create index categories_by_name on categories (name);");
  }
}

const readsAll = `
  -- Whether the caller reads figures and nothing of this kind is hidden from them: those that hidden_items() would give.
  create function caller_reads_all(wanted text) returns boolean language plpgsql stable parallel safe security definer
    set search_path = public, pg_temp as $$
  begin
    return is_system() or (
      not exists (
        select from confidential_rows
        where kind = wanted and not forces && (select caller_forces('confidential:read')))
      and caller_may('figures:read'));
  end $$;
`;

/** What may be about a contract or about none. */
const aboutContracts = ["supplier_claims", "waivers", "social_value_commitments"] as const;

/** The kind of an item, the column that holds the item's number, and the tables whose rows follow it. */
const parts: readonly (readonly ["CONTRACT" | "SAVING" | "PIPELINE", string, readonly [string, ...string[]]])[] = [
  [
    "CONTRACT",
    "contract_id",
    [
      "contract_further_suppliers",
      "contract_references",
      "contract_lots",
      "contract_lot_suppliers",
      "contract_lot_forces",
      "contract_extension_options",
      "contract_values",
      "contract_participants",
      "contract_buyers",
      "contract_tags",
      "contract_events",
    ],
  ],
  ["CONTRACT", "contract_id", aboutContracts],
  [
    "SAVING",
    "saving_id",
    ["saving_phases", "saving_shares", "saving_force_amounts", "saving_evidence", "saving_sign_offs"],
  ],
  ["PIPELINE", "pipeline_item_id", ["pipeline_forces", "pipeline_engagements"]],
];

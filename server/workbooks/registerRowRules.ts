import { type PipelineStage, problemsWithPipelineItem } from "../contracts/pipeline.js";
import { type Database } from "../database/database.js";
import { nodeId } from "../shared/nodeId.js";
import { problem } from "../shared/problem.js";
import { nameKey, problemsWithSupplier } from "../suppliers/supplier.js";
import { type Cells, type RowRules } from "./rowRules.js";

/** The text in a cell; null where there is none. */
export const textOf = (cells: Cells, field: string): string | null => {
  const value = cells[field];
  return typeof value === "string" ? value : null;
};
const flagOf = (cells: Cells, field: string): boolean | null => {
  const value = cells[field];
  return typeof value === "boolean" ? value : null;
};

/** The rules of planned purchases; which of them were awarded is read in one statement. */
export async function pipelineRules(database: Database, ids: readonly string[]): Promise<RowRules> {
  const rows = await database.rows<{ id: string }>(
    `select id::text as id from pipeline_items where id = any($1::bigint[]) and contract_id is not null`,
    [ids],
  );
  const awarded = new Set(rows.map(({ id }) => nodeId("pipeline_item", id)));
  return (id, cells) =>
    problemsWithPipelineItem({
      reference: textOf(cells, "reference") ?? "",
      stage: (textOf(cells, "stage") ?? "IDEA") as PipelineStage,
      isAwarded: id !== null && awarded.has(id),
      startPlannedOn: textOf(cells, "startPlannedOn"),
      endPlannedOn: textOf(cells, "endPlannedOn"),
      tenderPlannedOn: textOf(cells, "tenderPlannedOn"),
      awardPlannedOn: textOf(cells, "awardPlannedOn"),
      estimatedValue: textOf(cells, "estimatedValue"),
      annualValue: textOf(cells, "annualValue"),
    });
}

/** The rules of suppliers; a name may be one supplier's only, so every name that is taken is read in one statement. */
export async function supplierRules(database: Database): Promise<RowRules> {
  const taken = await database.rows<{ id: string; key: string; name: string; parentId: string | null }>(
    `select id::text as id, name_key(name) as key, name, parent_id::text as "parentId" from suppliers
     where deleted_at is null`,
  );
  const owners = new Map(taken.map(({ key, id, name }) => [key, { id: nodeId("supplier", id), name }]));
  const parents = new Map(taken.map(({ id, parentId }) => [id, parentId]));
  const ids = new Map(taken.map(({ id, key }) => [key, id]));
  return (id, cells) => {
    const name = textOf(cells, "name") ?? "";
    const parent = textOf(cells, "parent");
    const found = problemsWithSupplier({
      name,
      companyNumber: textOf(cells, "companyNumber"),
      isSme: flagOf(cells, "isSme"),
      isMicro: flagOf(cells, "isMicro"),
      parent,
    });
    const owner = owners.get(nameKey(name));
    if (owner && owner.id !== id) {
      found.push(
        problem(
          "NAME_TAKEN",
          ["name"],
          `${owner.name} is another supplier. Give a different name, or merge the two (mergeSuppliers).`,
        ),
      );
    } else {
      owners.set(nameKey(name), { id: id ?? `new ${name}`, name });
    }
    const parentId = parent === null ? undefined : ids.get(nameKey(parent));
    if (id !== null && parentId !== undefined && owns(parents, id, parentId)) {
      found.push(
        problem(
          "OWN_PARENT",
          ["parent"],
          `${name} owns ${parent}, or a company that does, and cannot be owned by it. Correct one of the two.`,
        ),
      );
    }
    return found;
  };
}

/** True if the first supplier is the second one or stands anywhere above it. */
function owns(parents: ReadonlyMap<string, string | null>, id: string, of: string): boolean {
  const seen = new Set<string>();
  for (let each: string | null | undefined = of; each && !seen.has(each); each = parents.get(each)) {
    if (nodeId("supplier", each) === id) return true;
    seen.add(each);
  }
  return false;
}

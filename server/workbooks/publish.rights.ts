import { type Access, type Act, type Viewer } from "../access/viewer.js";
import { type CellValue, type Dataset, type DatasetName } from "./dataset.js";
import { type CellError, type PlannedRow, type RowPlan } from "./publish.plan.js";
import { type RowVersions } from "./publish.repository.js";

interface DatasetRights {
  /** What changing a cell of it is. */
  readonly act: Act;
  /** The field that says whose row it is; null for rows of no single force. */
  readonly force: string | null;
  /** Fields that are somebody else's to change. */
  readonly fields?: Readonly<Record<string, Act>>;
}

/** What a person must be allowed in order to change a dataset's rows and fields. */
export const datasetRights: Readonly<Partial<Record<DatasetName, DatasetRights>>> = {
  CONTRACTS: { act: "figures:write", force: "leadForce" },
  // Procurement proposes a saving; its force's finance confirms it with a budget code.
  SAVINGS: { act: "figures:write", force: "leadForce", fields: { budgetCode: "savings:approve" } },
  PIPELINE: { act: "figures:write", force: "leadForce" },
  SUPPLIERS: { act: "suppliers:write", force: null },
};

const rightsOf = (dataset: Dataset): DatasetRights =>
  datasetRights[dataset.name] ?? { act: "figures:write", force: null };

/** The field that says whose row of a dataset it is; null for rows of no single force. */
export const forceFieldOf = (dataset: Dataset): string | null => rightsOf(dataset).force;

/** What decides a row: why somebody may not do it to a row of a force, null if they may. */
export type Refusals = Pick<Access, "refusal">;

/** The same, each question worked out once: thousands of rows are of a few forces. */
export function remembered(access: Access): Refusals {
  const known = new Map<Act, Map<string | null, string | null>>();
  return {
    refusal: (act, force) => {
      let byForce = known.get(act);
      if (!byForce) known.set(act, (byForce = new Map()));
      let refused = byForce.get(force);
      if (refused === undefined) byForce.set(force, (refused = access.refusal(act, force)));
      return refused;
    },
  };
}

/** The viewer, if they may change some field of some row of the dataset. Errors: NotAllowed. */
export function requireForPublish(access: Access, dataset: Dataset): Viewer {
  const { act, fields = {} } = rightsOf(dataset);
  const acts = [act, ...Object.values(fields)];
  return access.require(acts.find((each) => access.allowed.includes(each)) ?? act);
}

/** The plan with what the caller may not do refused, row by row and field by field; such a row is left wholly as it is. */
export function withRights(
  access: Refusals,
  dataset: Dataset,
  planned: PlannedRow,
  versions: RowVersions | undefined,
): PlannedRow {
  const { plan, kind } = planned;
  if (kind === "edit" ? plan.changes.length + plan.conflicts.length === 0 : plan.errors.length > 0) return planned;
  const errors =
    kind === "delete" ? refusedDelete(access, dataset, versions) : refusedCells(access, dataset, plan, versions);
  return errors.length === 0
    ? planned
    : { ...planned, plan: { ...plan, changes: [], conflicts: [], errors: [...plan.errors, ...errors] } };
}

function refusedDelete(access: Refusals, dataset: Dataset, versions: RowVersions | undefined): CellError[] {
  const { act, force } = rightsOf(dataset);
  const message = access.refusal(act, forceIn(force, versions?.current));
  return message === null ? [] : [{ field: null, code: "NOT_ALLOWED", message }];
}

function refusedCells(
  access: Refusals,
  dataset: Dataset,
  plan: RowPlan,
  versions: RowVersions | undefined,
): CellError[] {
  const { act, force, fields = {} } = rightsOf(dataset);
  const before = forceIn(force, versions?.current);
  let after = before;
  const typed = new Set<string>();
  const look = (field: string, value: CellValue): void => {
    typed.add(field);
    if (field === force) after = value === null ? null : String(value);
  };
  for (const { field, after: value } of plan.changes) look(field, value);
  for (const { field, yours } of plan.conflicts) look(field, yours);
  const refusalOf = (wanted: Act): string | null => {
    // A row that changes hands is both forces' matter; a new one only that of the force it is for.
    const first = versions && before !== after ? access.refusal(wanted, before) : null;
    return first ?? access.refusal(wanted, after);
  };
  const found: CellError[] = [];
  for (const field of typed) {
    const message = refusalOf(fields[field] ?? act);
    if (message !== null) found.push({ field, code: "NOT_ALLOWED", message });
  }
  // Making a row is more than filling in the fields that one may.
  const ofRow = versions ? null : refusalOf(act);
  return ofRow === null ? found : [{ field: null, code: "NOT_ALLOWED", message: ofRow }];
}

const forceIn = (field: string | null, cells: Readonly<Record<string, CellValue>> | undefined): string | null => {
  const code = field === null ? null : (cells?.[field] ?? null);
  return code === null ? null : String(code);
};

import { changeLinkedCells, type BoundColumn, type DatasetName, type Figure, type LinkedCell } from "./bindings.js";
import type { ServerValue } from "./cells.js";
import type { CellChange, PublishedRow, RowChange, SheetProblem, TableChanges } from "./changes.js";
import { isAmbiguous, isSameValue, valueOf } from "./columnStyle.js";
import { linkedCellPlaces, type LinkedCellPlace } from "./linkedCell.js";

type FieldFigure = Extract<Figure, { kind: "FIELD" }>;

/** The edits in all linked cells that show figures of one dataset. */
export interface CellChanges {
  readonly dataset: DatasetName;
  readonly columns: readonly Pick<BoundColumn, "field" | "label" | "type" | "unit">[];
  readonly changes: TableChanges;
}

/** Works out what the user typed over linked cells since their figures were read; frozen ones are left out. */
export async function linkedCellChanges(): Promise<CellChanges[]> {
  return changesInCells(await linkedCellPlaces());
}

/** The same from cells as they stand: no workbook. */
export function changesInCells(places: readonly LinkedCellPlace[]): CellChanges[] {
  const live = places.filter(({ link, state }) => {
    return link.frozenAt === undefined && (state === "TYPED" || state === "FORMULA");
  });
  const byDataset = Map.groupBy(live, ({ link: { figure } }): DatasetName =>
    figure.kind === "KPI" ? "KPIS" : figure.dataset,
  );
  return [...byDataset].map(([dataset, cells]) => ({ dataset, ...changesOf(cells) }));
}

interface Edit {
  readonly place: LinkedCellPlace;
  readonly rowId: string;
  readonly version: number;
  readonly change: CellChange;
}

function changesOf(places: readonly LinkedCellPlace[]): Pick<CellChanges, "columns" | "changes"> {
  const problems: SheetProblem[] = [];
  const found: Edit[] = [];
  for (const place of places) {
    const edit = editIn(place);
    if (typeof edit === "string") problems.push({ row: 0, field: undefined, message: edit, cell: cellOfPlace(place) });
    else if (edit) found.push(edit);
  }
  const rows: RowChange[] = [];
  for (const [id, ofRow] of Map.groupBy(found, ({ rowId }) => rowId)) {
    const cells: CellChange[] = [];
    for (const alike of Map.groupBy(ofRow, ({ change }) => change.field).values()) {
      const { change, disagreement } = agreed(alike);
      if (change) cells.push(change);
      for (const { place } of disagreement === null ? [] : alike) {
        problems.push({ row: 0, field: undefined, message: disagreement ?? "", cell: cellOfPlace(place) });
      }
    }
    if (cells.length === 0) continue;
    // A cell that is behind the others of its row holds them back: at worst a change of one's own is shown as a conflict.
    const version = Math.min(...ofRow.map((edit) => edit.version));
    rows.push({ id, version, row: rows.length, cells });
  }
  const columns = new Map(
    places.flatMap(({ link }) => (link.figure.kind === "FIELD" ? [columnOf(link, link.figure)] : [])),
  );
  return {
    columns: [...columns.values()],
    changes: { rows, newRows: [], deletions: [], problems, goneRows: 0, firstSheetRow: 0 },
  };
}

const columnOf = (
  { label, type, unit }: LinkedCell,
  { field, reference }: FieldFigure,
): [string, CellChanges["columns"][number]] => {
  // The label of a link names its row first: "C-0001, Annual value".
  const ofField = label.startsWith(`${reference}, `) ? label.slice(reference.length + 2) : label;
  return [field, { field, label: ofField, type, unit }];
};

const cellOfPlace = ({ link, address }: LinkedCellPlace) => ({
  linkId: link.id,
  name: `${link.label} (${address ?? ""})`,
});

/** What the user put into a linked cell: an edit, why it cannot be sent, or undefined where there is nothing to say. */
function editIn(place: LinkedCellPlace): Edit | string | undefined {
  const { link, state, cell } = place;
  const { figure, row, type, style } = link;
  const isFormula = state === "FORMULA";
  const refused = (why: string) =>
    isFormula ? undefined : `${why} Put the figure back, or unlink the cell, on the Data tab.`;
  if (figure.kind === "KPI") {
    return refused(
      "This figure is worked out from its rows, so what you typed over it cannot be published. Change the rows instead.",
    );
  }
  if (row === undefined)
    return isFormula ? undefined : "It is not known which row this cell belongs to. Refresh it, then review again.";
  if (row === null) return refused(`There is no ${figure.reference} in Sevenfold any more.`);
  if (!row.editable) return refused("This field is not changed here, so what you typed over it cannot be published.");
  const column = { type, style };
  if (isAmbiguous(cell, column)) {
    return isFormula
      ? undefined
      : `"${String(cell)}" is text, so nobody can say in which unit it is, and it is not sent. Type it as a number.`;
  }
  const { value: before, version } = link.typedOver ?? { value: link.value, version: row.version };
  if (isSameValue(cell, before, column) || isSameValue(cell, link.value, column)) return undefined;
  const { field } = figure;
  const label = columnOf(link, figure)[1].label;
  const change = { field, label, before, value: valueOf(cell, column), isFormula, cell: cellOfPlace(place) };
  return { place, rowId: row.id, version, change };
}

/** One edit of several cells that are linked to the same field; what was typed counts before formulas. */
function agreed(edits: readonly Edit[]): { change: CellChange | null; disagreement: string | null } {
  const typed = edits.filter(({ change }) => !change.isFormula);
  const counting = typed.length > 0 ? typed : edits;
  const [first] = counting;
  const values = new Set(counting.map(({ change }) => JSON.stringify(change.value)));
  if (values.size <= 1) return { change: first?.change ?? null, disagreement: null };
  const cells = counting.map(({ place }) => `${place.address ?? ""} says ${String(place.cell)}`).join(", ");
  return {
    change: null,
    disagreement: `Several cells are linked to this field and differ: ${cells}. Make them the same, or unlink all but one.`,
  };
}

/** After a publish: those cells are no longer edits, whatever wording the server made of them. */
export async function markCellsPublished(dataset: DatasetName, published: readonly PublishedRow[]): Promise<void> {
  const valueOfCell = new Map<string, { value: ServerValue; version: number | null }>();
  for (const { id, version, cells } of published) {
    for (const { field, value } of cells) valueOfCell.set(`${id} ${field}`, { value, version });
  }
  const typed = new Set(
    (await linkedCellPlaces()).filter(({ state }) => state !== "LINKED").map(({ link }) => link.id),
  );
  await changeLinkedCells((current) =>
    current.map((link) => {
      const { figure, row, typedOver: _, ...rest } = link;
      if (figure.kind !== "FIELD" || figure.dataset !== dataset || !row || !typed.has(link.id)) return link;
      const sent = valueOfCell.get(`${row.id} ${figure.field}`);
      if (!sent) return link;
      const { value, version } = sent;
      return { ...rest, figure, value, problem: null, row: { ...row, version: version ?? row.version } };
    }),
  );
}

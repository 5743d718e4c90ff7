import { SheetsRenderService } from "@univerjs/preset-sheets-core";
import {
  CommandType,
  ICommandService,
  IUndoRedoService,
  type IStyleData,
  type Nullable,
  type Workbook,
} from "@univerjs/presets";
import type { CellArea } from "../host/backend.js";
import type { UniverSession } from "./univerSession.js";

export const PUT_LOOKS = "sevenfold.mutation.put-looks";

/** The id of a look that so many cells after each other have; null for none. */
type Run = [count: number, look: string | null];

interface Looks {
  readonly unitId: string;
  readonly subUnitId: string;
  readonly area: CellArea;
  /** Row by row. */
  readonly runs: readonly Run[];
}

/**
 * Changes how many cells look. Univer's own way makes and merges an object for each cell, half a second for a long column;
 * here each look is worked out once and the cells are given its id. What undo keeps are the runs of cells that look alike.
 */
export class ManyLooks {
  constructor(readonly session: UniverSession) {
    session.get(ICommandService).registerCommand({
      id: PUT_LOOKS,
      type: CommandType.MUTATION,
      handler: (_, looks: Looks) => {
        putLooks(session.workbook, looks);
        return true;
      },
    });
    session.get(SheetsRenderService).registerSkeletonChangingMutations(PUT_LOOKS);
  }

  /**
   * `patchAt` says what changes in the look of a cell of the area, counted from its corner; null takes a part away. Does
   * nothing, and says so with false, where the words of a text have looks of their own: Univer merges those.
   */
  change(area: CellArea, patchAt: (row: number, column: number) => IStyleData): boolean {
    const { session } = this;
    const sheet = session.worksheet(area.sheetId);
    const styles = session.workbook.getStyles();
    const known = new Map<IStyleData, Map<string | null, string | null>>();
    const before: Run[] = [];
    const after: Run[] = [];
    for (let row = 0; row < area.rowCount; row++) {
      for (let column = 0; column < area.columnCount; column++) {
        const patch = patchAt(row, column);
        const { s: own, p: richText } = sheet.getCellRaw(area.row + row, area.column + column) ?? {};
        if (richText) return false;
        const look = (typeof own === "string" ? own : styles.setValue(own)) ?? null;
        const looks = known.get(patch) ?? new Map<string | null, string | null>();
        known.set(patch, looks);
        let changed = looks.get(look);
        if (changed === undefined) {
          changed = styles.setValue(changedStyle(styles.get(look), patch)) ?? null;
          looks.set(look, changed);
        }
        add(before, look);
        add(after, changed);
      }
    }
    const place = { unitId: session.unitId, subUnitId: area.sheetId, area };
    session.run(PUT_LOOKS, { ...place, runs: after });
    session.get(IUndoRedoService).pushUndoRedo({
      unitID: session.unitId,
      undoMutations: [{ id: PUT_LOOKS, params: { ...place, runs: before } }],
      redoMutations: [{ id: PUT_LOOKS, params: { ...place, runs: after } }],
    });
    return true;
  }
}

function add(runs: Run[], look: string | null): void {
  const last = runs.at(-1);
  if (last?.[1] === look) last[0] += 1;
  else runs.push([1, look]);
}

/** As Univer merges styles: parts that are null go, and the lines at a text have the text's colour. */
function changedStyle(style: Nullable<IStyleData>, patch: IStyleData): IStyleData | null {
  const parts = Object.entries({ ...style, ...patch }).filter(([, part]) => part !== null && part !== undefined);
  if (parts.length === 0) return null;
  const changed = Object.fromEntries(parts) as IStyleData;
  const { cl, ul, ol, st } = changed;
  if (!cl) return changed;
  return {
    ...changed,
    ...(ul && { ul: { ...ul, cl } }),
    ...(ol && { ol: { ...ol, cl } }),
    ...(st && { st: { ...st, cl } }),
  };
}

function putLooks(workbook: Workbook, { subUnitId, area, runs }: Looks): void {
  const cells = workbook.getSheetBySheetId(subUnitId)?.getCellMatrix();
  let at = 0;
  for (const [count, look] of runs) {
    for (const end = at + count; at < end; at++) {
      const row = area.row + Math.floor(at / area.columnCount);
      const column = area.column + (at % area.columnCount);
      const cell = cells?.getValue(row, column);
      if (look !== null && cell) cell.s = look;
      else if (look !== null) cells?.setValue(row, column, { s: look });
      else if (cell) {
        delete cell.s;
        if (Object.keys(cell).length === 0) cells?.realDeleteValue(row, column);
      }
    }
  }
}

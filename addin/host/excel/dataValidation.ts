import { fullAddress, intersectionOf } from "../addresses.js";
import type { CellArea, ListValidation } from "../backend.js";
import { invalidArgument, notImplemented } from "../batch.js";
import { ExcelObject, assertUnprotected } from "./excelObject.js";
import type { ValidationNotes, WorkbookModel } from "./model.js";
import { Range } from "./range.js";

/** Excel's limit for choices written out in the rule. */
const LITERAL_LIST_LIMIT = 255;

const PLAIN_ALERT = { message: "", showAlert: true, style: "Stop", title: "" };
const PLAIN_PROMPT = { message: "", showPrompt: true, title: "" };

/** The drop-down list of a range. Other kinds of rule are not implemented. */
export class DataValidation extends ExcelObject {
  readonly className = "DataValidation";

  constructor(
    model: WorkbookModel,
    readonly area: CellArea,
  ) {
    super(model);
  }

  /** "Inconsistent" when only some cells have the list. */
  get type(): string {
    const first = this.#listAt(0, 0);
    for (let row = 0; row < Math.min(this.area.rowCount, 2_000); row++) {
      for (let column = 0; column < Math.min(this.area.columnCount, 100); column++) {
        if (this.#listAt(row, column)?.source !== first?.source) return "Inconsistent";
      }
    }
    return first ? "List" : "None";
  }
  get rule(): object {
    const list = this.#listAt(0, 0);
    return list ? { list: { inCellDropDown: list.showInCell, source: list.source } } : {};
  }
  set rule(rule: unknown) {
    assertUnprotected(this.model, this.area.sheetId);
    if (rule === null || typeof rule !== "object") throw invalidArgument();
    const kind = Object.keys(rule).find((key) => (rule as Record<string, unknown>)[key] !== undefined);
    if (kind !== "list") throw notImplemented(`DataValidation.rule.${kind ?? "none"}`);
    const { list } = rule as { list: { source?: unknown; inCellDropDown?: boolean } };
    this.model.grid.setValidation(this.area, {
      source: this.#sourceOf(list.source),
      showInCell: list.inCellDropDown ?? true,
    });
  }
  get ignoreBlanks(): boolean {
    return this.#notes()?.ignoreBlanks ?? true;
  }
  set ignoreBlanks(ignoreBlanks: boolean) {
    this.#note({ ignoreBlanks });
  }
  get errorAlert(): object {
    return this.#notes()?.errorAlert ?? PLAIN_ALERT;
  }
  set errorAlert(errorAlert: object) {
    this.#note({ errorAlert: { ...PLAIN_ALERT, ...errorAlert } });
  }
  get prompt(): object {
    return this.#notes()?.prompt ?? PLAIN_PROMPT;
  }
  set prompt(prompt: object) {
    this.#note({ prompt: { ...PLAIN_PROMPT, ...prompt } });
  }

  clear(): void {
    assertUnprotected(this.model, this.area.sheetId);
    this.model.grid.setValidation(this.area, null);
    this.model.validationNotes = this.model.validationNotes.filter((notes) => !intersectionOf(notes.area, this.area));
  }

  #listAt(row: number, column: number): ListValidation | null {
    return this.model.grid.validationOf(this.area.sheetId, this.area.row + row, this.area.column + column);
  }

  #sourceOf(source: unknown): string {
    if (source instanceof Range) {
      return `=${fullAddress(this.model.sheetName(source.area.sheetId) ?? "", source.area, true)}`;
    }
    if (typeof source !== "string" || source === "") throw invalidArgument();
    if (!source.startsWith("=") && source.length > LITERAL_LIST_LIMIT) {
      throw invalidArgument(
        `A list written out in the rule holds at most ${LITERAL_LIST_LIMIT} characters; put it in cells.`,
      );
    }
    return source;
  }

  #notes(): ValidationNotes | undefined {
    const { sheetId, row, column } = this.area;
    const cell = { sheetId, row, column, rowCount: 1, columnCount: 1 };
    return this.model.validationNotes.findLast((notes) => intersectionOf(notes.area, cell));
  }

  #note(patch: Partial<ValidationNotes>): void {
    assertUnprotected(this.model, this.area.sheetId);
    const known = this.#notes() ?? { ignoreBlanks: true, errorAlert: null, prompt: null };
    const isSame = ({ area }: ValidationNotes) =>
      area.sheetId === this.area.sheetId &&
      area.row === this.area.row &&
      area.column === this.area.column &&
      area.rowCount === this.area.rowCount &&
      area.columnCount === this.area.columnCount;
    this.model.validationNotes = this.model.validationNotes.filter((notes) => !isSame(notes));
    this.model.validationNotes.push({ ...known, ...patch, area: this.area });
  }
}

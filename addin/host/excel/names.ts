import { blockAt, fullAddress } from "../addresses.js";
import type { CellValue } from "../backend.js";
import { RichApiError, invalidArgument, itemNotFound } from "../batch.js";
import { ExcelObject } from "./excelObject.js";
import type { NameState, WorkbookModel } from "./model.js";
import { Range } from "./range.js";
import { Worksheet } from "./worksheets.js";

/** What Excel takes for names of cells and tables: no blanks, no cell address, at most 255 characters. */
export function isNameAllowed(name: string): boolean {
  return /^[\p{L}_\\][\p{L}\p{N}_.\\?]{0,254}$/u.test(name) && !blockAt(name) && !/^(r|c|r\d*c\d*)$/i.test(name);
}

/** The names of the workbook (`sheetId` null) or of one sheet. */
export class NamedItemCollection extends ExcelObject {
  readonly className = "NamedItemCollection";

  constructor(
    model: WorkbookModel,
    readonly sheetId: string | null,
  ) {
    super(model);
  }

  override items(): NamedItem[] {
    return this.#states().map((name) => new NamedItem(this.model, name));
  }

  getCount(): number {
    return this.#states().length;
  }
  getItem(name: string): NamedItem {
    const item = this.getItemOrNullObject(name);
    if (!item) throw itemNotFound();
    return item;
  }
  getItemOrNullObject(name: string): NamedItem | null {
    const state = this.model.nameCalled(name, this.sheetId);
    return state ? new NamedItem(this.model, state) : null;
  }
  /** `reference` is a range, or a formula such as "=Sheet1!$A$1" or "=5". */
  add(name: string, reference: Range | string, comment?: string | null): NamedItem {
    if (!isNameAllowed(name)) throw invalidArgument(`"${name}" is no name for cells.`);
    const isTable = this.model.tables.some((table) => table.name.toLowerCase() === name.toLowerCase());
    if (isTable || this.model.nameCalled(name, this.sheetId)) {
      throw new RichApiError("ItemAlreadyExists", "The resource being created already exists.", undefined, 409);
    }
    const state: NameState = {
      name,
      formula: formulaFor(this.model, reference),
      comment: comment ?? "",
      visible: true,
      sheetId: this.sheetId,
    };
    this.model.names.push(state);
    return new NamedItem(this.model, state);
  }

  #states(): NameState[] {
    return this.model.names.filter((name) => name.sheetId === this.sheetId);
  }
}

function formulaFor(model: WorkbookModel, reference: Range | string): string {
  if (reference instanceof Range) {
    return `=${fullAddress(model.sheetName(reference.area.sheetId) ?? "", reference.area, true)}`;
  }
  if (typeof reference !== "string" || reference === "") throw invalidArgument();
  return reference.startsWith("=") ? reference : `="${reference.replaceAll('"', '""')}"`;
}

export class NamedItem extends ExcelObject {
  readonly className = "NamedItem";

  constructor(
    model: WorkbookModel,
    readonly state: NameState,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Name: this.state.name, _Id: this.state.name };
  }

  get name(): string {
    return this.state.name;
  }
  get scope(): string {
    return this.state.sheetId === null ? "Workbook" : "Worksheet";
  }
  get formula(): string {
    return this.state.formula;
  }
  set formula(formula: string) {
    this.state.formula = formulaFor(this.model, formula);
  }
  get visible(): boolean {
    return this.state.visible;
  }
  set visible(visible: boolean) {
    this.state.visible = visible;
  }
  get comment(): string {
    return this.state.comment;
  }
  set comment(comment: string) {
    this.state.comment = comment;
  }
  get type(): string {
    if (this.getRangeOrNullObject()) return "Range";
    const value = constantOf(this.state.formula);
    if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "Double";
    if (typeof value === "boolean") return "Boolean";
    return value.startsWith("#") ? "Error" : "String";
  }
  /** The address for a range ("Sheet1!$A$1"), otherwise the constant. */
  get value(): CellValue {
    const area = this.#area();
    if (area) return fullAddress(this.model.sheetName(area.sheetId) ?? "", area, true);
    return constantOf(this.state.formula);
  }
  /** Null for a name of the workbook. */
  get worksheetOrNullObject(): Worksheet | null {
    return this.state.sheetId === null ? null : new Worksheet(this.model, this.state.sheetId);
  }

  getRange(): Range {
    const range = this.getRangeOrNullObject();
    if (!range) throw itemNotFound();
    return range;
  }
  getRangeOrNullObject(): Range | null {
    const area = this.#area();
    return area && new Range(this.model, area);
  }
  delete(): void {
    this.model.names = this.model.names.filter((name) => name !== this.state);
  }

  #area() {
    return this.model.areaAt(this.state.formula, this.state.sheetId ?? this.model.grid.activeSheet());
  }
}

/** The value of "=5", "=TRUE" or ="text"; #REF! where a reference is broken; anything else as its text. */
function constantOf(formula: string): CellValue {
  const text = formula.replace(/^=/, "");
  if (text.includes("#REF!")) return "#REF!";
  if (/^".*"$/s.test(text)) return text.slice(1, -1).replaceAll('""', '"');
  if (/^(true|false)$/i.test(text)) return /^true$/i.test(text);
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

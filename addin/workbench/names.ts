import { IDefinedNamesService } from "@univerjs/preset-sheets-core";
import type { GridName } from "../host/backend.js";
import type { UniverSession } from "./univerSession.js";

/** Univer's word for a name of the whole workbook. */
const WHOLE_WORKBOOK = "AllDefaultWorkbook";

const NO_NAME = "=#NAME?";

/**
 * The host's defined names, as Univer's formulas see them. The host owns them; here is a copy. Univer moves its names along
 * with rows by itself, but its formulas hear of that too late, so each change is told.
 */
export class Names {
  #told = new Map<string, GridName>();

  constructor(readonly session: UniverSession) {}

  /** Gives the names that mean something else now. */
  set(names: readonly GridName[]): string[] {
    const { unitId } = this.session;
    const wanted = new Map(names.map((name) => [idOf(name), name]));
    const changed: string[] = [];
    const known = this.session.get(IDefinedNamesService).getDefinedNameMap(unitId) ?? {};
    for (const [id, name] of Object.entries(known)) {
      if (wanted.has(id) || name.formulaOrRefString === NO_NAME) continue;
      // Formulas do not hear of a name that is removed, but of one that means an error.
      this.session.run("formula.mutation.set-defined-name", { ...name, formulaOrRefString: NO_NAME, hidden: true });
      changed.push(name.name);
    }
    for (const [id, { name, formula, sheetId }] of wanted) {
      if (this.#told.get(id)?.formula === formula) continue;
      // Univer wants a reference bare and a formula with its sign.
      const isReference = /^=('(?:[^']|'')+'|[^'!()"]+)![$A-Z0-9:]+$/i.test(formula);
      const formulaOrRefString = isReference ? formula.slice(1) : formula;
      const localSheetId = sheetId ?? WHOLE_WORKBOOK;
      this.session.run("formula.mutation.set-defined-name", { id, name, formulaOrRefString, localSheetId });
      changed.push(name);
    }
    this.#told = wanted;
    return changed;
  }
}

const idOf = ({ name, sheetId }: GridName): string => `${sheetId ?? ""}!${name.toLowerCase()}`;

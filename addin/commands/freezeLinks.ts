import { bindings, linkedCells } from "../workbook/bindings.js";
import { freeze, thaw } from "../workbook/freeze.js";
import { linksAtSelection } from "../workbook/selection.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";

/** Makes plain values of some linked tables and cells, until they are thawed; all of them without ids. */
export async function freezeLinks(ids?: readonly string[]): Promise<Outcome> {
  return onLinks(ids, async (chosen, name) => {
    await freeze(chosen, new Date().toISOString());
    return done(`Froze ${name}. The values stay as they are until you choose Thaw.`);
  });
}

/** Links what was frozen again; all of it without ids. */
export async function thawLinks(ids?: readonly string[]): Promise<Outcome> {
  return onLinks(ids, async (chosen, name) => {
    await thaw(chosen);
    return done(`Thawed ${name}. Choose Refresh for the figures of now.`);
  });
}

/** Freezes what is at the selection, or thaws it where all of it is frozen already. */
export async function freezeSelected(): Promise<Outcome> {
  try {
    const { tables, cells } = await linksAtSelection();
    const ids = [...tables, ...cells];
    if (ids.length === 0) {
      return attention("Nothing is linked at the selected cell. Select a cell of a linked table, then try again.");
    }
    const links = [...(await bindings()), ...(await linkedCells())].filter((link) => ids.includes(link.id));
    return links.every((link) => link.frozenAt !== undefined) ? await thawLinks(ids) : await freezeLinks(ids);
  } catch (error) {
    return failed(error);
  }
}

async function onLinks(
  ids: readonly string[] | undefined,
  act: (chosen: ReadonlySet<string>, name: string) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    const links = [...(await bindings()), ...(await linkedCells())];
    const chosen = ids === undefined ? links : links.filter((link) => ids.includes(link.id));
    const [only] = chosen;
    if (!only) return attention("Nothing is linked in this workbook yet. Pull or adopt a table, or link a cell.");
    const name =
      chosen.length === 1 ? only.label : counted(chosen.length, "linked table or cell", "linked tables and cells");
    return await act(new Set(chosen.map((link) => link.id)), name);
  } catch (error) {
    return failed(error);
  }
}

import { type RequestContext } from "../context.js";
import { BadRequest } from "../shared/problem.js";
import { type DatasetName } from "./dataset.js";
import { datasets } from "./datasets.js";
import { type ColumnSuggestion, suggestColumns } from "./suggestColumns.js";

/** More columns than any sheet that people still work in. */
const HEADINGS_LIMIT = 500;

/** Errors: NotAllowed if not signed in; BadRequest for more than 500 headings. */
export function columnSuggestions(
  ctx: RequestContext,
  name: DatasetName,
  headings: readonly string[],
): ColumnSuggestion[] {
  ctx.access.require("figures:read");
  if (headings.length > HEADINGS_LIMIT) {
    throw new BadRequest(`At most ${HEADINGS_LIMIT} headings at once; these are ${headings.length}.`, ["headings"]);
  }
  return suggestColumns(datasets[name], headings);
}

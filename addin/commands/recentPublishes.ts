import { ask, type RequestOptions } from "../api/client.js";
import { PUBLISHES, type Publish } from "../api/operations.js";
import { workbookName } from "../workbook/recalculate.js";

/** Looked through for those of this workbook. */
const MOST_READ = 10;
const MOST_SHOWN = 3;
const DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * What the person published from this workbook in the last days and what can still be taken back, newest first. The server
 * keeps it, so it is there as well after the pane, or the workbook, was closed. Errors: `ApiProblem`.
 */
export async function recentPublishes(options: RequestOptions = {}, now = new Date()): Promise<Publish[]> {
  const workbook = await workbookName();
  if (workbook === "") return [];
  const { publishes } = await ask(PUBLISHES, { mine: true, first: MOST_READ, after: null }, options);
  const isRecent = ({ publishedAt }: Publish) => now.getTime() - Date.parse(publishedAt) < DAYS * DAY_MS;
  return publishes.nodes
    .filter((each) => each.workbook === workbook && each.undoes === null && each.undoneBy === null && isRecent(each))
    .slice(0, MOST_SHOWN);
}

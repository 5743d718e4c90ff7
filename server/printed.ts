import { rightsTable } from "./access/rightsTable.js";
import { printedSchema } from "./schema.js";

/** Files that are kept beside the code for people to read and are made from it: path from the project's folder, and text. */
export async function printed(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["schema/schema.graphql", await printedSchema()],
    ["server/access/RIGHTS.md", rightsTable()],
  ]);
}

import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "./config.js";
import { printedSchema } from "./schema.js";

/** `npm run schema` writes schema/schema.graphql; with --check it fails if the file is not what the code says. */
const file = path.join(projectFolder, "schema/schema.graphql");
const printed = await printedSchema();
if (!process.argv.includes("--check")) fs.writeFileSync(file, printed);
else if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== printed) {
  console.error("schema/schema.graphql is not what the code says. Run `npm run schema` and look at the difference.");
  process.exitCode = 1;
}

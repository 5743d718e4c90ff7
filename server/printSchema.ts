import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "./config.js";
import { printed } from "./printed.js";

/** `npm run schema` writes the files that are made from the code; with --check it fails if one is not what the code says. */
const isCheck = process.argv.includes("--check");
for (const [name, text] of await printed()) {
  const file = path.join(projectFolder, name);
  if (!isCheck) fs.writeFileSync(file, text);
  else if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text) {
    console.error(`${name} is not what the code says. Run \`npm run schema\` and look at the difference.`);
    process.exitCode = 1;
  }
}

import { auditCommandHere } from "./auditCommand.js";

const { lines, exitCode } = await auditCommandHere(process.env, process.argv.slice(2));
for (const line of lines) console.log(line);
process.exitCode = exitCode;

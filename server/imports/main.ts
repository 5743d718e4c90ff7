import { terminalPrinter } from "./commandLine.js";
import { importCommand } from "./importCommand.js";

const printer = terminalPrinter();
process.exitCode = await importCommand(process.argv.slice(2), printer);
printer.close();

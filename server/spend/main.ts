import { terminalPrinter } from "../imports/commandLine.js";
import { loadSpendCommand } from "./spendCommand.js";

const printer = terminalPrinter();
process.exitCode = await loadSpendCommand(process.argv.slice(2), printer);
printer.close();

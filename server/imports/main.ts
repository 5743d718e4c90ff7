import { importCommand } from "./importCommand.js";

const isTerminal = process.stderr.isTTY;
let progressShown = false;

process.exitCode = await importCommand(process.argv.slice(2), {
  line: (text) => console.log(text),
  error: (text) => console.error(text),
  // On a terminal the progress stays on one line; in a log each step has its own.
  progress: (text) => {
    if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
    else if (text !== "") process.stderr.write(`${text}\n`);
    progressShown = true;
  },
});
if (isTerminal && progressShown) process.stderr.write("\r\u001b[K");

import fs from "node:fs";
import path from "node:path";

/** Where the task pane gets Office.js from, as the shipped page names it. */
export const OFFICE_JS_ADDRESS = "https://appsforoffice.microsoft.com/lib/1/hosted/";
/** The same path on this server, for networks without the internet. */
export const OFFICE_JS_PATH = "/lib/1/hosted/";

/**
 * The files of an Office.js folder by the path under `OFFICE_JS_PATH`, whatever the case: the library asks for names in
 * another case than its files have.
 */
export function officeJsFiles(folder: string): (requestPath: string) => string | null {
  const files = new Map(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file).split(path.sep).join("/").toLowerCase(), file]),
  );
  return (requestPath) => files.get(requestPath.slice(OFFICE_JS_PATH.length).toLowerCase()) ?? null;
}

import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Office.js under the path of its official address; npm ships the files in lower case, the library asks in capitals. */
const OFFICE_PATH = "/lib/1/hosted/";
const OFFICE_FOLDER = path.resolve(import.meta.dirname, "../../../node_modules/@microsoft/office-js/dist");

export interface PageServer {
  /** "http://localhost:40123" */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves a built page's folder over plain http, single `pages` by their path ("/addin.html"), and Office.js. */
export async function startPageServer(
  folder: string,
  pages: Readonly<Record<string, string>> = {},
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const page = pages[pathname];
    if (page !== undefined) send(response, pathname, Buffer.from(page));
    else void sendFile(response, fileFor(folder, decodeURIComponent(pathname)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileFor(folder: string, pathname: string): string | null {
  if (pathname.toLowerCase().startsWith(OFFICE_PATH)) return anyCase(OFFICE_FOLDER, pathname.slice(OFFICE_PATH.length));
  const file = path.join(folder, path.normalize(pathname));
  return file.startsWith(path.resolve(folder)) ? file : null;
}

function anyCase(folder: string, relative: string): string | null {
  let found = folder;
  for (const part of relative.split("/").filter((one) => one !== "" && one !== "..")) {
    if (!statSync(found).isDirectory()) return null;
    const name = readdirSync(found).find((one) => one.toLowerCase() === part.toLowerCase());
    if (name === undefined) return null;
    found = path.join(found, name);
  }
  return found;
}

async function sendFile(response: ServerResponse, file: string | null): Promise<void> {
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) response.writeHead(404).end();
  else send(response, file, content);
}

function send(response: ServerResponse, name: string, content: Buffer): void {
  const type = TYPES[path.extname(name).toLowerCase()] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(content);
}

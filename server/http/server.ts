import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip, gzip } from "node:zlib";
import { promisify } from "node:util";
import sirv from "sirv";
import { type Config, projectFolder } from "../config.js";
import { type RequestContext } from "../context.js";
import { type CsvFile } from "../exports/index.js";
import { BadRequest, NotAllowed, TryLater } from "../shared/problem.js";
import { addressOf } from "./callerAddress.js";
import { type GraphqlEndpoint, type HttpContext } from "./graphql.js";
import { limits } from "./limits.js";
import { httpError } from "./problems.js";
import { OFFICE_JS_ADDRESS, OFFICE_JS_PATH, officeJsFiles } from "./officeJs.js";

const gzipped = promisify(gzip);

export interface ServedParts {
  readonly graphql: GraphqlEndpoint;
  /** Makes the context of a request. Rejects with NotAllowed for a bad sign-in, TryLater where the caller asks too much. */
  readonly contextFor: (sender: Sender, splice: RequestContext["splice"]) => Promise<HttpContext>;
  /** A dataset as a file, or null where the path names none. Rejects as GraphQL does. */
  readonly csv: (url: URL, context: RequestContext) => CsvFile | null;
  /** True once the database answers. */
  readonly isReady: () => Promise<boolean>;
}

/** What a request tells of who sent it. */
export interface Sender {
  /** Every Authorization header that it has. */
  readonly authorization: readonly string[];
  /** As the limits count it. */
  readonly address: string;
}

/** Pages that have an address of their own beside their file's. */
const pages: Readonly<Record<string, string>> = {
  "/workbench": "addin/workbench/workbench.html",
  "/addin/workbench/workbench.html": "addin/workbench/workbench.html",
  "/addin/taskpane/taskpane.html": "addin/taskpane/taskpane.html",
  "/sign-in": "addin/taskpane/signInDialog.html",
};
const GRAPHQL_PAGE = "server/graphql-page/graphql.html";

/** Excel on the web shows the task pane in a frame of these hosts; the workbench is on our own. */
const FRAMED_BY =
  "'self' https://*.officeapps.live.com https://*.office.com https://*.microsoft.com https://*.sharepoint.com";

/** One HTTP server for everything: GraphQL, the add-in's files, the manifest, the workbench, health. */
export function httpServer(config: Config, parts: ServedParts): http.Server {
  const built = path.join(projectFolder, "dist");
  // Before the first build there are no files; GraphQL is answered all the same.
  if (!fs.existsSync(built)) fs.mkdirSync(built);
  const files = sirv(built, { etag: true, gzip: true, dev: false, setHeaders: cacheHeaders });
  const officeJs = config.officeJsFolder === null ? null : officeJsFiles(config.officeJsFolder);

  const senderOf = (request: http.IncomingMessage): Sender => ({
    authorization: valuesOf("authorization", request.rawHeaders),
    address: addressOf(request, config.proxyHops),
  });

  // Sign-ins of Microsoft's are long; longer ones than any are refused like other bad ones, not as a bad request.
  const server = http.createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (error instanceof RefusedBody) return sendText(response, error.status, error.message);
      if (isGone(error)) return;
      console.error("http:", error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, "Something went wrong on our side.");
    });
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;
  return server;

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://server");
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "same-origin");
    if (url.pathname === "/graphql" || url.pathname === "/graphql/bulk") return graphql(request, response, url);
    if (request.method !== "GET" && request.method !== "HEAD")
      return sendText(response, 405, "Only GET is answered here.");
    if (url.pathname === "/") return redirect(response, "/workbench");
    if (url.pathname === "/health" || url.pathname === "/health/live") return sendJson(response, 200, { live: true });
    if (url.pathname === "/health/ready") {
      const ready = await parts.isReady();
      return sendJson(response, ready ? 200 : 503, { ready });
    }
    if (url.pathname === "/manifest.xml") return manifest(response);
    if (url.pathname.startsWith("/rows/")) return rows(request, response, url);
    const page = pages[url.pathname];
    if (page !== undefined) return sendPage(response, page);
    if (officeJs && url.pathname.toLowerCase().startsWith(OFFICE_JS_PATH)) {
      const file = officeJs(decodeURIComponent(url.pathname));
      if (file) return sendFile(response, file);
    }
    files(request, response, () => {
      sendText(response, 404, `There is nothing at ${url.pathname}. Start at /workbench or /graphql.`);
    });
  }

  async function graphql(request: http.IncomingMessage, response: http.ServerResponse, url: URL): Promise<void> {
    const wantsPage = request.method === "GET" && !url.search && (request.headers.accept ?? "").includes("text/html");
    if (wantsPage) return sendPage(response, GRAPHQL_PAGE);
    const bulk = url.pathname === "/graphql/bulk";
    const body = await bodyOf(request, bulk ? limits.bulkBodyBytes : limits.bodyBytes);
    const answer = await parts.graphql.answer(
      { method: request.method ?? "GET", headers: headersOf(request), search: url.search, body },
      (splice) =>
        parts.contextFor(senderOf(request), splice).catch((error: unknown) => {
          throw httpError(error);
        }),
    );
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.removeHeader("content-length");
    try {
      await sendCompressed(request, response, answer.body);
    } finally {
      answer.sent();
    }
  }

  /** Rows as a file, sent as they are read. */
  async function rows(request: http.IncomingMessage, response: http.ServerResponse, url: URL): Promise<void> {
    try {
      const context = await parts.contextFor(senderOf(request), (json) => json);
      const file = parts.csv(url, context);
      if (!file) return sendText(response, 404, `There are no rows at ${url.pathname}. Try /rows/contract.csv.`);
      await context.allowance.charge(limits.fileCost);
      response.setHeader("content-type", "text/csv; charset=utf-8");
      response.setHeader("content-disposition", `attachment; filename="${file.fileName}"`);
      await pipeline(file.pieces, response);
    } catch (error) {
      if (response.headersSent) throw error;
      if (error instanceof BadRequest) return sendText(response, 400, error.message);
      if (error instanceof TryLater) {
        response.setHeader("retry-after", error.retryAfterSeconds);
        return sendText(response, error.status, error.message);
      }
      if (!(error instanceof NotAllowed)) throw error;
      return sendText(response, error.code === "NOT_SIGNED_IN" ? 401 : 403, error.message);
    }
  }

  function sendPage(response: http.ServerResponse, page: string): void {
    const file = path.join(built, page);
    if (!fs.existsSync(file))
      return sendText(response, 503, "This page is not built yet. Run `npm run build`, or start with `npm start`.");
    const html = fs.readFileSync(file, "utf8");
    response.setHeader("content-security-policy", `frame-ancestors ${FRAMED_BY}`);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "no-cache");
    response.end(officeJs ? html.replaceAll(OFFICE_JS_ADDRESS, OFFICE_JS_PATH) : html);
  }

  /** The manifest with this deployment's own address in it. */
  function manifest(response: http.ServerResponse): void {
    const text = fs.readFileSync(path.join(projectFolder, "manifest.xml"), "utf8");
    response.setHeader("content-type", "application/xml; charset=utf-8");
    response.setHeader("cache-control", "no-cache");
    response.end(text.replaceAll(MANIFEST_ORIGIN, config.publicUrl));
  }
}

/** The address that manifest.xml is written for; the server puts its own in its place. */
export const MANIFEST_ORIGIN = "https://localhost:4000";

/** A body that is not read to its end. */
class RefusedBody extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function bodyOf(request: http.IncomingMessage, most: number): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  const tooLarge = () =>
    new RefusedBody(
      413,
      `The request is larger than ${most / 1_000_000} MB. Send it in parts; publishes and imports may be larger at /graphql/bulk.`,
    );
  if (Number(request.headers["content-length"] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  if (request.headers["content-length"] !== undefined) {
    // No longer than it says: the parser sees to that.
    await new Promise<void>((resolve, reject) => {
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", resolve);
      request.on("error", reject);
    });
  } else {
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) throw tooLarge();
      chunks.push(chunk);
    }
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const isJson = /^application\/(json|[\w.-]+\+json)\b/i.test(request.headers["content-type"] ?? "");
  if (!isJson) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RefusedBody(400, 'The request\'s body is not JSON. Send {"query": "...", "variables": {...}}.');
  }
}

/** Every value of a header; the request's own list has names and values in turn. */
function valuesOf(name: string, rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? "");
  }
  return values;
}

const headersOf = (request: http.IncomingMessage): [string, string][] =>
  Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );

/** Small answers go as they are; larger ones are packed lightly, because packing hard costs more time than it saves. */
async function sendCompressed(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  pieces: readonly string[],
): Promise<void> {
  response.setHeader("vary", "accept-encoding");
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const isPacked = length > 2_000 && /\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "");
  if (isPacked) response.setHeader("content-encoding", "gzip");
  if (length > LARGE) {
    if (!isPacked)
      response.setHeader(
        "content-length",
        pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0),
      );
    const packing = isPacked ? [createGzip({ level: constants.Z_BEST_SPEED })] : [];
    // A caller who takes nothing for so long is gone.
    response.setTimeout(LONGEST_STANDSTILL_MS, () => response.destroy());
    return pipeline([Readable.from(inChunks(pieces)), ...packing, response]);
  }
  // As bytes: the socket would make room for three times the length of a text.
  const body = Buffer.from(pieces.join(""));
  response.end(isPacked ? await gzipped(body, { level: constants.Z_BEST_SPEED }) : body);
}

/** From this many characters on an answer is sent bit by bit, as its caller takes it. */
const LARGE = 250_000;
const CHUNK = 262_144;
const LONGEST_STANDSTILL_MS = 30_000;

/** As texts: what would be made into bytes here is outside V8's own memory, and has it look through all of that very often. */
function* inChunks(pieces: readonly string[]): Iterable<string> {
  for (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      // Never between the two halves of one character.
      const isHalf = (piece.charCodeAt(from + CHUNK - 1) & 0xfc00) === 0xd800;
      const to = from + CHUNK + (isHalf ? 1 : 0);
      yield piece.slice(from, to);
      from = to;
    }
  }
}

/** The caller hung up before the end: nobody's fault here. */
const isGone = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";

/** Files with a hash in their name never change. */
function cacheHeaders(response: http.ServerResponse, pathname: string): void {
  response.setHeader(
    "cache-control",
    pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  );
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
};

async function sendFile(response: http.ServerResponse, file: string): Promise<void> {
  response.setHeader("content-type", types[path.extname(file).toLowerCase()] ?? "application/octet-stream");
  response.setHeader("cache-control", "public, max-age=86400");
  await pipeline(fs.createReadStream(file), response);
}

function sendText(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    connection: status === 413 ? "close" : "keep-alive",
  });
  response.end(`${text}\n`);
}

function sendJson(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function redirect(response: http.ServerResponse, to: string): void {
  response.writeHead(302, { location: to });
  response.end();
}

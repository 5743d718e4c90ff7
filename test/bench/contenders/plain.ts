import { createServer, type IncomingMessage } from "node:http";
import pg from "pg";
import { connectionOptions, databaseAddress, POOL_SIZE, serveAsChild } from "./child.js";
import { publishColumn, type PlainPublish } from "./plainPublish.js";
import { statements } from "./statements.js";

/**
 * The practical limit: node:http and pg with hand-written SQL, and no schema, no sign-in and no limits. A request is
 * POST /name-of-a-statement with its values, or POST /publish.
 */
const pool = new pg.Pool({ connectionString: databaseAddress(), max: POOL_SIZE, options: connectionOptions() });

const server = createServer((request, response) => {
  void answer(request).then(
    (text) => {
      const body = Buffer.from(text);
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      response.end(body);
    },
    (error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    },
  );
});
serveAsChild(server);

async function answer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const sent = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  const name = request.url?.slice(1) ?? "";
  if (name === "publish") return publishColumn(pool, sent as PlainPublish);
  const statement = statements[name];
  if (!statement) throw new Error(`There is no statement ${name}.`);
  const { rows } = await pool.query<{ answer: string | null }>({ ...statement, values: sent as unknown[] });
  return rows[0]?.answer ?? "null";
}

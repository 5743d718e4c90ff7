import { Client } from "pg";

/** Runs one statement over a connection of its own and gives its rows. For preparing and looking at databases in tests. */
export async function execute(
  url: string,
  statement: string,
  parameters: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement, parameters)).rows;
  } finally {
    await client.end();
  }
}

import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { authoritiesNamed } from "../../../server/forces/authorityNaming.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

const published = path.resolve("../shared/data");
const read = (file: string): string => fs.readFileSync(path.join(published, file), "utf8");
const isThere = fs.existsSync(path.join(published, "reference-police"));
if (!isThere) console.warn(`Skipped: the published buyers are not at ${published}.`);

/** The cells of a line of CSV; a quoted cell may hold commas. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
const rowsOf = (text: string): string[][] => text.trim().split(/\r?\n/).slice(1).map(cellsOf);

/** Every buyer's name in a file of Open Contracting releases. */
function buyersIn(file: string): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { buyer } = value as { buyer?: { name?: unknown } };
    if (typeof buyer?.name === "string") found.push(buyer.name);
    for (const each of Object.values(value)) walk(each);
  };
  walk(JSON.parse(read(file)));
  return found;
}

(isThere ? describe : describe.skip)("buyers as Find a Tender and Contracts Finder print them", () => {
  let store: TestDatabase;
  let database: Database;
  /** By the force's identifier in the published list. */
  const ids = new Map<string, { readonly force: string; readonly pcc: string }>();

  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    const make = async (name: string, kind: string): Promise<string> =>
      (await store.sql(`insert into authorities (name, kind) values ($1, $2) returning id::text`, [name, kind]))[0]
        ?.id as string;
    for (const [id = "", force = "", , area = ""] of rowsOf(read("reference-police/police-forces-england-wales.csv"))) {
      ids.set(id, {
        force: await make(force, "CHIEF_CONSTABLE"),
        pcc: await make(`Police and Crime Commissioner for ${area}`, "PCC"),
      });
    }
    const metropolitan = ids.get("metropolitan")!;
    await store.sql(`update authorities set name = 'Mayor''s Office for Policing and Crime' where id = $1`, [
      metropolitan.pcc,
    ]);
    // One rule that no spelling gives away: it is taught as an alias.
    await store.sql(`insert into authority_aliases values ($1, 'Merseyside Police Authority for Crime')`, [
      ids.get("merseyside")!.pcc,
    ]);
  });
  afterAll(() => store.close());

  test("are each force's own office or none, and never another force's", async () => {
    const names = rowsOf(read("reference-police/blue-light-buyer-names-as-published.csv"));
    const found = await authoritiesNamed(
      database,
      names.map(([name = ""]) => name),
    );
    let resolved = 0;
    names.forEach(([name = "", , , kind = "", force = ""], index) => {
      const own = ids.get(force);
      const expected = kind === "police" && own ? (/commissioner|mayor/i.test(name) ? own.pcc : own.force) : null;
      expect([name, found[index]]).toEqual([name, expected]);
      if (expected !== null) resolved += 1;
    });
    expect(resolved).toBeGreaterThanOrEqual(15);
  });

  test("come in several spellings of one authority", async () => {
    const csv = gunzipSync(fs.readFileSync(path.join(published, "contracts-finder-2022-flattened/buyer-a.csv.gz")));
    const printed = [
      ...rowsOf(csv.toString("utf8")).map((cells) => cells[2] ?? ""),
      ...rowsOf(read("contracts-finder-2022-flattened/police-fire-awards-a.csv")).map(([name = ""]) => name),
      ...buyersIn("ocds-find-a-tender-2026/find-a-tender-tender-notices-2026-05-a.json"),
      ...buyersIn("ocds-contracts-finder-2025/contracts-finder-2025-01-23-a.json"),
      ...buyersIn("ocds-contracts-finder-2025/contracts-finder-2025-03-11-a.json"),
    ];
    const names = [...new Set(printed)];
    expect(names.length).toBeGreaterThan(500);
    const found = await authoritiesNamed(database, names);
    const spellings = new Map<string, string[]>();
    names.forEach((name, index) => {
      const id = found[index];
      if (id !== null && id !== undefined) spellings.set(id, [...(spellings.get(id) ?? []), name]);
    });
    expect(spellings.get(ids.get("lincolnshire")!.pcc)?.sort()).toEqual([
      "THE POLICE AND CRIME COMMISSIONER FOR LINCOLNSHIRE",
      "The Police &amp; Crime Commissioner for Lincolnshire",
    ]);
    expect(spellings.get(ids.get("durham")!.force)?.sort()).toEqual([
      "Durham Constabulary",
      "Durham Police Procurement Team",
    ]);
    expect(spellings.get(ids.get("lancashire")!.force)).toHaveLength(2);
    expect(spellings.get(ids.get("bedfordshire")!.pcc)).toEqual([
      "The Police and Crime Commissioner for Bedfordshire,",
    ]);
    // Nothing that is no police body is taken for one.
    for (const each of [...spellings.values()].flat()) expect(each).toMatch(/polic|constab|pcc/i);
  });
});

import { type ChainedEntry, followChain, hashAfter, START } from "../../../server/audit/chain.js";
import { chainedEntries } from "../../../server/audit/chain.repository.js";
import { recordChanges } from "../../../server/audit/audit.repository.js";
import { Database } from "../../../server/database/database.js";
import { openOrm, type Orm } from "../../../server/database/orm.js";
import { SYSTEM } from "../../../server/database/session.js";
import { Random } from "../../../server/demo/random.js";
import { aPerson } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

const ENTRIES = 250;
const TAMPERINGS = 1_000;

/** One tampering, done by whoever owns the database, and the entry that must then be named. */
interface Tampering {
  readonly what: string;
  readonly expected: number;
  readonly work: (database: Database) => Promise<void>;
}

describe("a check of the audit trail", () => {
  let store: TestDatabase;
  let owner: Orm;

  beforeAll(async () => {
    store = await aDatabase();
    owner = await openOrm(store.url, 1, null);
    const random = new Random(7);
    const people = [
      await aPerson(store, { subject: "ann", roles: ["EDITOR"] }),
      await aPerson(store, { subject: "bob", roles: [] }),
    ];
    for (const person of people) {
      await store.sql(
        "insert into publishes (person_id, idempotency_key, request_hash, dataset) values ($1, 'a-key-of-it', '', 'CONTRACTS')",
        [person],
      );
    }
    for (let made = 0; made < ENTRIES; made += 5) {
      await recordChanges(
        new Database(store.orm.em.fork(), SYSTEM),
        {
          personId: random.pick([...people, null]),
          action: random.pick(["CHANGED", "CREATED", "DELETED"]),
          dataset: random.pick(["CONTRACTS", "SAVINGS"]),
          reason: random.pick([null, "Corrected."]),
          workbook: random.pick([null, "Forecast.xlsx"]),
          publishId: random.pick([null, "1", "2"]),
        },
        Array.from({ length: 5 }, () => ({
          rowId: String(random.between(1, 99)),
          rowReference: `C-${random.between(1, 99)}`,
          version: random.between(1, 9),
          field: random.pick([null, "title", "annualValue"]),
          oldValue: random.pick([null, "Guarding", "12.50"]),
          newValue: random.pick([null, "Vans", "99.00"]),
        })),
      );
    }
  }, 60_000);
  afterAll(async () => {
    await owner.close();
    await store.close();
  });

  test(`finds and locates each of ${TAMPERINGS} tamperings`, async () => {
    const asOwner = new Database(owner.em.fork(), SYSTEM);
    const untouched = await followChain(chainedEntries(asOwner));
    expect(untouched).toMatchObject({ entries: String(ENTRIES), fault: null });
    const digest = { madeAt: "yesterday", entries: untouched.entries, hash: untouched.hash };
    const written: ChainedEntry[] = [];
    for await (const entry of chainedEntries(asOwner)) written.push(entry);

    const random = new Random(20_261_122);
    const kinds = new Map<string, number>();
    for (let done = 0; done < TAMPERINGS; done += 1) {
      const { what, expected, work } = tampering(random, written);
      kinds.set(what, (kinds.get(what) ?? 0) + 1);
      const found = await rolledBack(asOwner, async (transaction) => {
        await work(transaction);
        return followChain(chainedEntries(transaction), [digest]);
      });
      expect({ what, done, entry: found.fault?.entry }).toEqual({ what, done, entry: String(expected) });
    }
    // Every kind came often.
    for (const [what, count] of kinds) expect({ what, often: count >= 20 }).toEqual({ what, often: true });
    expect(kinds.size).toBe(8);
    expect((await followChain(chainedEntries(asOwner), [digest])).fault).toBeNull();
  }, 240_000);
});

class GoBack extends Error {}

async function rolledBack<T>(database: Database, work: (transaction: Database) => Promise<T>): Promise<T> {
  let result: T | undefined;
  try {
    await database.transaction(async (transaction) => {
      result = await work(transaction);
      throw new GoBack();
    });
  } catch (error) {
    if (!(error instanceof GoBack)) throw error;
  }
  return result as T;
}

/** Something else that each column may say. */
const others: Readonly<Record<string, string>> = {
  recorded_at: "recorded_at - interval '1 microsecond'",
  person_id: "case when person_id is null then 1 end",
  action: "action || 'X'",
  dataset: "case dataset when 'CONTRACTS' then 'SAVINGS' else 'CONTRACTS' end",
  row_id: "row_id + 1",
  row_reference: "nullif(row_reference || 'X', '')",
  version: "version + 1",
  field: "case when field is null then 'title' end",
  old_value: "coalesce(old_value || '0', '')",
  new_value: "coalesce(new_value || ' ', 'x')",
  reason: "case when reason is null then 'Ordered.' end",
  workbook: "coalesce(workbook || '2', 'Other.xlsx')",
  publish_id: "case when publish_id is null then 1 end",
  undoes_publish_id: "1",
  hash: "sha256(hash)",
};
const columns = `recorded_at, person_id, action, dataset, row_id, row_reference, version, field, old_value, new_value, reason,
  workbook, publish_id, undoes_publish_id`;

function tampering(random: Random, written: readonly ChainedEntry[]): Tampering {
  const number = random.between(1, written.length);
  const hashBefore = written[number - 2]?.hash ?? START;
  /** Gives an entry a hash that fits its new content. */
  const rehash = async (database: Database): Promise<void> => {
    for await (const entry of chainedEntries(database)) {
      if (entry.id !== String(number)) continue;
      await database.rows("update audit_entries set hash = decode($1, 'hex') where id = $2", [
        hashAfter(hashBefore, entry),
        number,
      ]);
    }
  };
  const sql =
    (...statements: readonly string[]) =>
    async (database: Database): Promise<void> => {
      for (const statement of statements) await database.rows(statement);
    };
  const [column, value] = random.pick(Object.entries(others));
  const edit = sql(`update audit_entries set ${column} = ${value} where id = ${number}`);
  const shift = (from: number, by: number) =>
    sql(
      `update audit_entries set id = -id where id >= ${from}`,
      `update audit_entries set id = -id + ${by} where id < 0`,
    );
  const insert = async (database: Database): Promise<void> => {
    await shift(number, 1)(database);
    await database.rows(
      `insert into audit_entries (id, ${columns}, hash)
       select ${number}, ${columns.replace("row_id,", "row_id + 1,")}, hash from audit_entries where id = ${number + 1}`,
    );
  };
  switch (random.between(1, 8)) {
    case 1:
      return { what: "an edited entry", expected: number, work: edit };
    case 2:
      if (column === "hash") return { what: "an edited entry", expected: number, work: edit };
      return {
        what: "an edited entry with a hash that fits it",
        // It follows its predecessor; the next entry does not follow it, or the digest is not of it.
        expected: Math.min(number + 1, written.length),
        work: async (database) => {
          await edit(database);
          await rehash(database);
        },
      };
    case 3:
      return { what: "a deleted entry", expected: number, work: sql(`delete from audit_entries where id = ${number}`) };
    case 4:
      return {
        what: "a deleted entry, the others moved up",
        expected: number,
        work: async (database) => {
          await database.rows(`delete from audit_entries where id = ${number}`);
          await shift(number + 1, -1)(database);
        },
      };
    case 5:
      return { what: "an entry put in", expected: number, work: insert };
    case 6:
      return {
        what: "an entry put in with a hash that fits it",
        // At the end of the trail it is followed by the entry that was the last.
        expected: number + 1 > written.length ? number : number + 1,
        work: async (database) => {
          await insert(database);
          await rehash(database);
        },
      };
    case 7: {
      const other = (number % written.length) + 1;
      return {
        what: "two entries swapped",
        expected: Math.min(number, other),
        work: sql(
          `update audit_entries set id = -id where id in (${number}, ${other})`,
          `update audit_entries set id = case id when -${number} then ${other} else ${number} end where id < 0`,
        ),
      };
    }
    default:
      return { what: "a tail cut off", expected: number, work: sql(`delete from audit_entries where id >= ${number}`) };
  }
}

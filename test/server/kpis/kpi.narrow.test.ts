import "reflect-metadata";
import { amendContract, recordContractEvent } from "../../../server/contracts/contractWrites.service.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { Random } from "../../../server/demo/random.js";
import { CONTRACT_KPIS, kpiFamilies, SPEND_KPIS } from "../../../server/kpis/families/index.js";
import { sqlOfRows } from "../../../server/kpis/kpi.family.js";
import { figuresFromRows, refreshFigures, syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { addDays } from "../../../server/shared/calendar.js";
import { nodeId } from "../../../server/shared/nodeId.js";
import { type Outcome } from "../../../server/shared/problem.js";
import { mergeSuppliers, unmergeSuppliers } from "../../../server/suppliers/supplierMerge.service.js";
import { publishChanges } from "../../../server/workbooks/publish.service.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, addSpend, someForces } from "./register.js";

const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
const figuresIn = (database: Database) =>
  database.rows<object>(`select kpi_code as kpi, coalesce(f.code, c.code) as owner, financial_year as year, quarter, measure,
      data_state as "dataState", trim_scale(numerator)::text as numerator, trim_scale(denominator)::text as denominator,
      value::text as value
    from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id`);
const sumsIn = (database: Database) =>
  database.rows<object>(`select family, financial_year, quarter, force_id, forces, collaboration_id, supplier_id, confidential,
    array(select trim_scale(each) from unnest(sums) with ordinality s(each, place) order by place) as sums
    from kpi_supplier_sums`);

/** The sums and figures that are kept are those worked out from everything. */
async function expectRight(database: Database, what: unknown): Promise<void> {
  const all = async (from: Database) => ({
    what,
    figures: sorted(await figuresIn(from)),
    sums: sorted(await sumsIn(from)),
  });
  const kept = await all(database);
  const enough = new Error("Everything was worked out.");
  await database
    .transaction(async (transaction) => {
      await transaction.rows("delete from kpi_sum_families");
      await refreshFigures(transaction);
      expect(kept).toEqual(await all(transaction));
      throw enough;
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error;
    });
}

describe("sums by supplier and the figures made of them", () => {
  let store: TestDatabase;
  let database: Database;
  const random = new Random(7);
  const forces = ["NORTH", "SOUTH", "EAST"];
  const suppliers = ["Large", "Small", "Unknown", "Near", "Far"];
  const aDay = (): string => addDays("2025-06-01", random.between(0, 560));
  const contractIds = Array.from({ length: 9 }, (_, index) => nodeId("contract", String(index + 1)));

  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await store.sql(
      "insert into suppliers (name, postcode, is_vcse) values ('Near', 'PR1 1AA', true), ('Far', 'TR1 1AA', null)",
    );
    await store.sql(`insert into force_areas (force_id, area_id, kind)
      select f.id, a.id, a.kind from forces f, areas a where f.code <> 'EAST' and a.code in ('LANCASHIRE', 'NORTH_WEST')`);
    await store.sql("update spend_thresholds set amount = case kind when 'CONTRACT_NEEDED' then 500 else 300 end");
    await addContracts(
      database,
      contractIds.map((_, index) => ({
        reference: `C-${index}`,
        lead: forces[index % 3] ?? null,
        participants: random.some(forces, 2),
        startsOn: aDay(),
        endsOn: addDays("2026-06-30", random.between(0, 500)),
      })),
    );
    await store.sql(`update contracts set supplier_id = 1 + id % 5, awarded_on = starts_on - 20, award_value = 5000,
      category_id = case when id % 3 > 0 then 1 end`);
    await addSpend(
      database,
      Array.from({ length: 60 }, (_, index) => ({
        force: forces[index % 3] ?? "",
        on: addDays("2025-06-01", index * 9),
        net: `${random.between(50, 900)}.25`,
        contract: index % 4 === 0 ? null : `C-${index % 9}`,
      })),
    );
    await store.sql("update spend_lines set supplier_id = nullif((id % 6)::integer, 0), influenceable = id % 11 > 0");
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const aContract = async () => {
    const id = random.pick(contractIds);
    const [row] = await store.sql("select version from contracts where id = $1", [id.replace(/\D/g, "")]);
    return { id, version: (row?.version as number | undefined) ?? null };
  };
  const publish = async (
    dataset: "CONTRACTS" | "SUPPLIERS",
    id: string,
    field: string,
    value: string | boolean | null,
  ) => {
    const table = dataset === "CONTRACTS" ? "contracts" : "suppliers";
    const [row] = await store.sql(`select version from ${table} where id = $1`, [id.replace(/\D/g, "")]);
    const answer = await publishChanges(
      await aContext(store),
      {
        dataset,
        mode: "ALL_OR_NOTHING",
        reason: "Random edit",
        workbook: null,
        rows: [{ id, version: row?.version as number, cells: [{ field, value }] }],
        inserts: [],
        deletes: [],
      },
      `narrow-${random.between(1, 1e9)}`,
    );
    return answer.results.every(({ status }) => status === "APPLIED");
  };
  const isDone = async (outcome: Promise<Outcome<unknown>>): Promise<boolean> => (await outcome).done;

  const acts: Readonly<Record<string, () => Promise<boolean>>> = {
    "a variation": async () =>
      isDone(
        recordContractEvent(await aContext(store), await aContract(), {
          kind: "VARIATION",
          effectiveOn: "2026-05-01",
          annualValue: `${random.between(1_000, 90_000)}.00`,
          initialEndsOn: random.chance(0.5) ? addDays("2026-05-15", random.between(0, 500)) : null,
        }),
      ),
    "a termination": async () =>
      isDone(
        recordContractEvent(await aContext(store), await aContract(), {
          kind: "TERMINATION",
          effectiveOn: "2026-08-01",
        }),
      ),
    "a novation": async () =>
      isDone(
        recordContractEvent(await aContext(store), await aContract(), {
          kind: "NOVATION",
          effectiveOn: "2026-04-01",
          supplier: random.pick(suppliers),
        }),
      ),
    "further suppliers": async () =>
      isDone(
        amendContract(await aContext(store), await aContract(), {
          furtherSuppliers: random.some(suppliers, random.between(0, 2)),
        }),
      ),
    shares: async () =>
      isDone(
        amendContract(await aContext(store), await aContract(), {
          shares: [{ force: random.pick(forces), sharePercent: "100", validFrom: "2025-04-01" }],
        }),
      ),
    confidential: async () => publish("CONTRACTS", (await aContract()).id, "confidential", true),
    "the lead force": async () => publish("CONTRACTS", (await aContract()).id, "leadForce", random.pick(forces)),
    "the supplier": async () => publish("CONTRACTS", (await aContract()).id, "supplier", random.pick(suppliers)),
    "the start": async () =>
      publish("CONTRACTS", (await aContract()).id, "startsOn", addDays("2025-05-01", random.between(0, 300))),
    "a supplier's size": async () =>
      publish("SUPPLIERS", nodeId("supplier", String(random.between(1, 5))), "isSme", random.chance(0.5)),
    "a merger": async () => {
      const [kept, absorbed] = random.some([1, 2, 3, 4, 5], 2).map((id) => nodeId("supplier", String(id)));
      return isDone(
        mergeSuppliers(await aContext(store), { kept: kept ?? "", absorbed: absorbed ?? "", reason: null }),
      );
    },
    "a merger taken back": async () => {
      const [merge] = await store.sql(
        "select absorbed_id::text as id from supplier_merges where undone_at is null order by id desc limit 1",
      );
      return merge === undefined
        ? false
        : isDone(
            unmergeSuppliers(await aContext(store), { absorbed: nodeId("supplier", merge.id as string), reason: null }),
          );
    },
    "a match": () =>
      database.transaction(async (transaction) => {
        const lines = await transaction.rows<{ year: number; quarter: 1 | 2 | 3 | 4 }>(
          `update spend_lines set contract_id = $1, match_method = 'MANUAL' where id = $2
           returning financial_year(posted_on) as year, financial_quarter(posted_on) as quarter`,
          [random.between(1, 9), random.between(1, 60)],
        );
        await refreshFigures(transaction, { quarters: lines, kpis: SPEND_KPIS });
        return true;
      }),
  };

  test("are, after every one of 16 random acts, those worked out from everything", async () => {
    const done = new Set<string>();
    let before = "";
    let changed = 0;
    const names = Object.keys(acts);
    for (let step = 0; step < 16; step += 1) {
      const what = names[step % names.length] ?? "";
      // What is drawn may be refused, or change nothing.
      for (let tries = 0; tries < 8; tries += 1) {
        if (!(await acts[what]?.())) continue;
        done.add(what);
        break;
      }
      await expectRight(database, { step, what });
      const now = sorted(await figuresIn(database)).join();
      if (now !== before) changed += 1;
      before = now;
    }
    expect([...done].sort()).toEqual([...names].sort());
    expect(sorted(await figuresIn(database))).toEqual(sorted(await figuresFromRows(database)));
    expect(changed).toBeGreaterThan(8);
  }, 120_000);

  test("are moved by contracts that change together, with or without their parts, their lines and others' writes", async () => {
    const ids = (transaction: Database) =>
      transaction
        .rows<{ id: string }>("select id::text as id from contracts order by id")
        .then((rows) => random.some(rows, random.between(1, 7)).map(({ id }) => id));
    const setters: readonly (() => string)[] = [
      () => `starts_on = '${aDay()}', initial_ends_on = null`,
      () => `initial_ends_on = starts_on + ${random.between(0, 500)}`,
      () => `supplier_id = nullif(${random.between(0, 5)}, 0)`,
      () => `lead_force_id = ${random.between(1, 3)}`,
      () => `managed_by_procurement = not managed_by_procurement, collaboration_level = 'SEVEN_FORCE'`,
      () => `confidential = not confidential`,
      () => `deleted_at = case when deleted_at is null then now() end`,
      () => `awarded_on = '${aDay()}', award_value = ${random.between(0, 9000)}, is_call_off = not is_call_off`,
      () => `terminated_on = case when terminated_on is null then date '${aDay()}' end`,
      () => `note = 'Nothing that counts'`,
    ];
    const change = async (transaction: Database): Promise<void> => {
      await transaction.rows(`update contracts set ${random.pick(setters)()} where id = any($1::bigint[])`, [
        await ids(transaction),
      ]);
    };
    const share = async (transaction: Database): Promise<void> => {
      const some = await ids(transaction);
      await transaction.rows("delete from contract_participants where contract_id = any($1::bigint[])", [some]);
      await transaction.rows(
        `insert into contract_participants (contract_id, force_id, share_percent, valid_from)
         select id, $2, 100, '2025-04-01' from unnest($1::bigint[]) id`,
        [some, random.between(1, 3)],
      );
    };
    const match = async (transaction: Database): Promise<void> => {
      await transaction.rows(
        `update spend_lines set contract_id = (select id from contracts order by md5(id || $1) limit 1), match_method = 'MANUAL'
         where id % 7 = $2`,
        [String(random.between(1, 1e6)), random.between(0, 6)],
      );
    };
    const make = async (transaction: Database): Promise<void> => {
      await transaction.rows(
        `insert into contracts (reference, title, supplier_id, lead_force_id, starts_on)
         values ('NEW-' || $1, 'New', $2, $3, '2025-05-01')`,
        [random.between(1, 1e9), random.between(1, 5), random.between(1, 3)],
      );
    };
    const undone = async (transaction: Database): Promise<void> => {
      await transaction
        .transaction(async (part) => {
          await change(part);
          await refreshFigures(part);
          throw new Error("Undone.");
        })
        .catch((error: Error) => expect(error.message).toBe("Undone."));
    };
    const meanwhile = (): Promise<void> =>
      new Database(store.orm.em.fork(), SYSTEM).transaction(async (other) => {
        await addSpend(other, [
          { force: random.pick(forces), on: aDay(), net: "77.00", contract: `C-${random.between(0, 8)}` },
        ]);
        await refreshFigures(other, { kpis: SPEND_KPIS });
      });
    const figured = (transaction: Database) => refreshFigures(transaction);
    const steps: readonly (readonly ((transaction: Database) => Promise<void>)[])[] = [
      [change],
      [change, change],
      [change, share],
      [share, change, change],
      [change, match],
      [match, change],
      [make, change, match],
      [change, undone],
      [undone, change],
      [change, meanwhile],
      [meanwhile, change, change],
      [change, figured, change],
      [change, figured, share, match],
    ];
    for (const [step, acts] of steps.entries()) {
      await database.transaction(async (transaction) => {
        for (const act of acts) await act(transaction);
        await refreshFigures(transaction, step % 2 === 0 ? {} : { kpis: [...SPEND_KPIS, ...CONTRACT_KPIS] });
      });
      await expectRight(database, { step, acts: acts.map(({ name }) => name) });
    }
  }, 120_000);

  test("follow a line to the contract of another supplier than the one that was paid", async () => {
    await database.transaction(async (transaction) => {
      await transaction.rows(
        `update contracts set supplier_id = 1, deleted_at = null, terminated_on = null, superseded_on = null,
         starts_on = '2025-06-01', initial_ends_on = '2025-06-30' where id = 8`,
      );
      await transaction.rows("update spend_lines set contract_id = null, match_method = null where contract_id = 8");
      await refreshFigures(transaction);
    });
    await database.transaction(async (transaction) => {
      const quarters = await transaction.rows<{ year: number; quarter: 1 | 2 | 3 | 4 }>(
        `update spend_lines set contract_id = 8, match_method = 'MANUAL'
         where id = (select id from spend_lines where supplier_id = 2 order by posted_on desc limit 1)
         returning financial_year(posted_on) as year, financial_quarter(posted_on) as quarter`,
      );
      expect(quarters).toHaveLength(1);
      await refreshFigures(transaction, { quarters, kpis: SPEND_KPIS });
    });
    await expectRight(database, "a line of supplier 2 for a contract of supplier 1");
  });

  test("of a position follow a line of an earlier year", async () => {
    await database.transaction(async (transaction) => {
      // Nothing noted, or all: whoever loads spend names its quarters.
      await transaction.rows(
        "update contracts set terminated_on = null, superseded_on = null, starts_on = '2024-04-01', initial_ends_on = '2025-06-01' where id = 9",
      );
      await refreshFigures(transaction);
    });
    await database.transaction(async (transaction) => {
      await addSpend(transaction, [{ force: "NORTH", on: "2025-07-02", net: "10.00", contract: "C-8" }]);
      await refreshFigures(transaction, { quarters: [{ year: 2025, quarter: 2 }], kpis: SPEND_KPIS });
    });
    await expectRight(database, "a line of 2025-26 Q2");
    const [row] = await store.sql(
      "select count(*)::integer as count from kpi_supplier_sums where family = 'expiredInUse' and financial_year = 2026",
    );
    expect(row?.count).toBeGreaterThan(0);
  });

  test("are worked out anew by a version that makes them otherwise", async () => {
    const before = sorted(await sumsIn(database));
    await store.sql("update kpi_sum_families set fingerprint = 'another' where family in ('spend', 'contracts')");
    await store.sql("delete from kpi_supplier_sums where family = 'spend'");
    await store.sql("delete from kpi_figures where kpi_code = 'CENTRALISED'");
    const figures = sorted(await figuresFromRows(database));
    await syncDefinitions(database);
    expect(sorted(await sumsIn(database))).toEqual(before);
    expect(sorted(await figuresIn(database))).toEqual(figures);
  }, 60_000);

  test("are those of the contracts touched, also when these are thousands", async () => {
    const noted = async (contracts: number) => {
      let found = "";
      await database
        .transaction(async (transaction) => {
          await transaction.rows(
            `insert into contracts (reference, title, supplier_id) select 'MANY-' || n, 'One of many', 1 from generate_series(1, $1) n`,
            [contracts],
          );
          const row = await transaction.row<{ noted: string }>("select current_setting('sevenfold.touched') as noted");
          found = row?.noted ?? "";
          await refreshFigures(transaction, { kpis: ["CONTRACTS_MANAGED"] });
          expect(sorted(await figuresIn(transaction))).toEqual(sorted(await figuresFromRows(transaction)));
          throw new Error("Undone.");
        })
        .catch((error: Error) => expect(error.message).toBe("Undone."));
      return found;
    };
    expect((await noted(5_000)).split(" ").filter((each) => /^v\d+:0$/.test(each))).toHaveLength(5_000);
    expect(await noted(25_001)).toBe("ALL");
  }, 60_000);

  test("rest on tables that note what a transaction touches", async () => {
    const noting = await store.sql(
      `select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where t.tgname like 'figures_note_%' and not c.relispartition group by c.relname`,
    );
    const known = new Set(noting.map(({ name }) => name as string));
    const tables = (
      await store.sql(
        "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
      )
    ).map(({ name }) => name as string);
    // Options are read as the term that they make, which stands in the contract.
    for (const family of kpiFamilies.filter(({ supplier }) => supplier?.kept)) {
      const rows = sqlOfRows(family);
      const words = new Set(`${rows.tables}\n${rows.from}`.match(/\w+/g));
      const silent = tables.filter((table) => words.has(table) && !known.has(table));
      expect({ family: family.name, silent }).toEqual({ family: family.name, silent: [] });
    }
    expect(known.size).toBeGreaterThan(10);
  });
});

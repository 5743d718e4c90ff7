import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { Random } from "../../../server/demo/random.js";
import { SPEND_KPIS } from "../../../server/kpis/families/index.js";
import { figuresFromRows, refreshFigures, syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { savingChecks } from "../../../server/savings/savingChecks.repository.js";
import { addDays, addMonths } from "../../../server/shared/calendar.js";
import { publishChanges } from "../../../server/workbooks/publish.service.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, addSpend, someForces } from "./register.js";

type Cells = Record<string, string | boolean | null>;

/** Random edits as people make them: publishes from a workbook and spend that is loaded. */
describe("figures kept current by the writes", () => {
  let store: TestDatabase;
  let database: Database;
  const random = new Random(23);
  const forces = ["NORTH", "SOUTH", "EAST"];

  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await addContracts(
      database,
      Array.from({ length: 8 }, (_, index) => ({
        reference: `C-${index}`,
        lead: random.pick(forces),
        participants: random.some(forces, random.between(0, 3)),
        startsOn: addMonths("2025-04-01", random.between(0, 12)),
        endsOn: addMonths("2026-06-30", random.between(0, 12)),
      })),
    );
    await store.sql(`insert into suppliers (name, postcode, is_vcse) values ('Near', 'PR1 1AA', true)`);
    await store.sql(`insert into force_areas (force_id, area_id, kind)
      select f.id, a.id, a.kind from forces f, areas a where f.code <> 'EAST' and a.code in ('LANCASHIRE', 'NORTH_WEST')`);
    await addSpend(database, [{ force: "NORTH", on: "2026-04-10", net: "100.00", contract: "C-1" }]);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const aDay = (): string => addDays("2026-02-01", random.between(0, 400));
  const pounds = (): string => `${random.between(0, 90_000)}.${random.between(10, 99)}`;

  const aContractEdit = (): Cells =>
    random.pick<Cells>([
      { managedByProcurement: random.chance(0.5) },
      { collaborationLevel: random.pick(["LOCAL", "SEVEN_FORCE"]) },
      { initialEndsOn: addDays("2026-05-15", random.between(0, 500)) },
      { awardedOn: aDay(), awardValue: pounds() },
      { leadForce: random.pick(forces) },
      { annualValue: pounds(), ownerRole: random.chance(0.5) ? "Buyer" : null },
      { supplier: random.pick(["Large", "Small", "Near"]) },
      {
        isCallOff: random.chance(0.5),
        centralisationPlannedOn: aDay(),
        centralisedOn: random.chance(0.5) ? aDay() : null,
      },
      { category: random.chance(0.7) ? "Vehicles" : null, startsOn: addMonths("2025-01-01", random.between(0, 16)) },
    ]);
  const aSaving = (): Cells => {
    const startsOn = addMonths("2026-01-01", random.between(0, 12));
    return {
      leadForce: random.pick(forces),
      savingClass: random.pick(["NON_CASHABLE", "COST_AVOIDANCE", "SERVICE_VALUE"]),
      stage: random.pick(["IDEA", "PIPELINE"]),
      baselineValue: pounds(),
      newValue: pounds(),
      startsOn,
      endsOn: addDays(addMonths(startsOn, random.between(2, 20)), -1),
      phasingMethod: random.pick(["BY_DAYS", "BY_MONTHS"]),
    };
  };

  /** What was signed off goes back a stage when its values change. */
  const aSavingEdit = (): Cells =>
    random.chance(0.5) ? { newValue: pounds() } : { stage: "SECURED", newValue: pounds() };

  /** Publishes and answers how many rows were applied; a random edit may also be refused, and then nothing changes. */
  async function publish(
    dataset: "CONTRACTS" | "SAVINGS",
    kind: "edit" | "insert" | "delete",
    cells: Cells,
    key: string,
  ) {
    const table = dataset === "CONTRACTS" ? "contracts" : "savings";
    const id = dataset === "CONTRACTS" ? "contract" : "saving";
    const rows = await store.sql(`select id::text, version from ${table} where deleted_at is null order by id`);
    const row = rows.length === 0 ? null : (random.pick(rows) as { id: string; version: number });
    const edits = Object.entries(cells).map(([field, value]) => ({ field, value }));
    const reference = { field: "reference", value: `${key}` };
    const answer = await publishChanges(
      await aContext(store),
      {
        dataset,
        mode: "ALL_OR_NOTHING",
        reason: "Random edit",
        workbook: null,
        rows: kind === "edit" && row ? [{ id: `${id}_${row.id}`, version: row.version, cells: edits }] : [],
        inserts:
          kind === "insert" ? [{ clientRowId: key, cells: [reference, { field: "title", value: key }, ...edits] }] : [],
        deletes: kind === "delete" && row ? [{ id: `${id}_${row.id}`, version: row.version }] : [],
      },
      `random-edit-${key}`,
    );
    return answer.results.filter(({ status }) => status === "APPLIED").length;
  }

  const sorted = (figures: readonly object[]): string[] => figures.map((figure) => JSON.stringify(figure)).sort();
  const stored = () =>
    store.sql(`select kpi_code as kpi, coalesce(f.code, c.code) as owner, financial_year as year, quarter, measure,
        data_state as "dataState", trim_scale(numerator)::text as numerator, trim_scale(denominator)::text as denominator,
        value::text as value
      from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id`);

  test("are, after every one of 18 random edits, those worked out from scratch", async () => {
    let applied = 0;
    let changed = 0;
    let before = sorted(await stored());
    for (let step = 0; step < 18; step += 1) {
      const what = random.weighted([
        ["contract edit", 12],
        ["contract delete", 1],
        ["new saving", 8],
        ["saving edit", 6],
        ["saving stage", 8],
        ["saving delete", 1],
        ["spend", 8],
      ]);
      const key = `R-${step}`;
      if (what === "contract edit") applied += await publish("CONTRACTS", "edit", aContractEdit(), key);
      if (what === "contract delete") applied += await publish("CONTRACTS", "delete", {}, key);
      if (what === "new saving") applied += await publish("SAVINGS", "insert", aSaving(), key);
      if (what === "saving edit") applied += await publish("SAVINGS", "edit", aSavingEdit(), key);
      if (what === "saving stage") {
        // Past the gates, which are the savings' own matter: here they only have to count.
        await store.sql(
          `update savings set stage = 'VALIDATED' where id = (select id from savings where deleted_at is null
          order by md5(id::text || $1) limit 1)`,
          [key],
        );
        applied += await publish("SAVINGS", "edit", { title: `Agreed ${key}` }, key);
      }
      if (what === "saving delete") applied += await publish("SAVINGS", "delete", {}, key);
      if (what === "spend") {
        await database.transaction(async (transaction) => {
          await addSpend(transaction, [
            {
              force: random.pick(forces),
              on: aDay(),
              net: `${random.chance(0.2) ? "-" : ""}${pounds()}`,
              contract: random.chance(0.7) ? `C-${random.between(0, 7)}` : null,
              isSme: random.chance(0.5),
            },
          ]);
          await refreshFigures(transaction, { kpis: SPEND_KPIS });
        });
        applied += 1;
      }
      const now = sorted(await stored());
      expect({ step, what, figures: now }).toEqual({ step, what, figures: sorted(await figuresFromRows(database)) });
      if (now.join() !== before.join()) changed += 1;
      before = now;
    }
    expect(applied).toBeGreaterThan(11);
    expect(changed).toBeGreaterThan(6);
    expect(await savingChecks(database)).toEqual([]);
  }, 120_000);
});

import { aForce } from "../support/builders.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/kpi.repository.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface UserError {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[];
}

describe("targets and colours of KPIs", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
    const database = new Database(store.orm.em.fork(), SYSTEM);
    await syncDefinitions(database);
    await aForce(store, { code: "NORTH", name: "North" });
    await store.sql(`insert into collaborations (code, name, valid_from) values ('ALL', 'All', '2000-04-01')`);
    await store.sql(`insert into collaboration_members (collaboration_id, force_id, valid_from)
      select c.id, f.id, '2000-04-01' from collaborations c, forces f`);
    await store.sql(`insert into suppliers (name) values ('Acorn')`);
    await store.sql(`insert into supplier_claims (force_id, supplier_id, direction, kind, raised_on, raised_value, agreed_on, agreed_value)
      select f.id, s.id, 'AGAINST_SUPPLIER', 'REBATE', day, 100, day, amount from forces f, suppliers s,
        (values (date '2026-05-01', 90), ('2026-08-01', 100), ('2026-11-01', 100)) d(day, amount)`);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const setTarget = async (
    input: Record<string, unknown>,
    role: "HEAD_OF_PROCUREMENT" | "VIEWER" = "HEAD_OF_PROCUREMENT",
  ) => {
    const { setKpiTarget } = await ask<{
      setKpiTarget: {
        figures: { id: string; period: string; target: string; rag: string; tolerancePercent: string }[];
        userErrors: UserError[];
      };
    }>(
      await aContext(store, { role }),
      `mutation ($input: SetKpiTargetInput!) { setKpiTarget(input: $input) {
        figures { id period target rag tolerancePercent } userErrors { code message field } } }`,
      { input },
    );
    return setKpiTarget;
  };
  const colour = async (id: string, rag: string | null, reason: string) => {
    const { overrideKpiRag } = await ask<{
      overrideKpiRag: {
        figure: { rag: string; calculatedRag: string; ragOverride: { reason: string; setBy: string } | null } | null;
        userErrors: UserError[];
      };
    }>(
      await aContext(store),
      `mutation ($id: ID!, $input: OverrideKpiRagInput!) { overrideKpiRag(id: $id, input: $input) {
        figure { rag calculatedRag ragOverride { rag reason setBy } } userErrors { code message field } } }`,
      { id, input: { rag, reason } },
    );
    return overrideKpiRag;
  };

  test("spread a year's target by its profile and colour each quarter by it", async () => {
    const { figures, userErrors } = await setTarget({
      kpi: "claims",
      force: "north",
      financialYear: "2026/27",
      target: "400",
      profile: ["25", "30", "22.5", "22.5"],
      tolerancePercent: "12",
    });
    expect(userErrors).toEqual([]);
    expect(figures.map(({ period, target, rag }) => [period, target, rag])).toEqual([
      ["2026-27 Q1", "100", "AMBER"],
      ["2026-27 Q2", "120", "RED"],
      ["2026-27 Q3", "90", "GREEN"],
      // A quarter that so far only has a target.
      ["2026-27 Q4", "90", "RED"],
    ]);
    const { kpiFigures } = await ask<{ kpiFigures: { nodes: { target: string; value: string; rag: string }[] } }>(
      await aContext(store),
      `{ kpiFigures(where: { codes: ["CLAIMS"], forces: ["NORTH"], measures: [YEAR_TO_DATE] }) { nodes { value target rag } } }`,
    );
    expect(kpiFigures.nodes).toEqual([
      { value: "90.00", target: "100", rag: "AMBER" },
      { value: "190.00", target: "220", rag: "RED" },
      { value: "290.00", target: "310", rag: "AMBER" },
      { value: "290.00", target: "400", rag: "RED" },
    ]);
    const audit = await store.sql(`select action, row_reference, field, old_value, new_value from audit_entries
      where dataset = 'KPI_TARGETS' and field = 'target' order by id limit 1`);
    expect(audit).toEqual([
      {
        action: "CREATED",
        row_reference: "CLAIMS NORTH 2026-27 Q1",
        field: "target",
        old_value: null,
        new_value: "100.00",
      },
    ]);
  });

  test("have no target for the year to date while one of its quarters has none", async () => {
    await setTarget({ kpi: "CLAIMS", collaboration: "ALL", financialYear: "2026-27", target: "400" });
    await store.sql(`delete from kpi_targets where collaboration_id is not null and quarter = 1`);
    const { kpiFigures } = await ask<{ kpiFigures: { nodes: { target: string | null; rag: string }[] } }>(
      await aContext(store),
      `{ kpiFigures(where: { codes: ["CLAIMS"], collaborations: ["ALL"], periods: ["2026-27 Q2"],
        measures: [QUARTER, YEAR_TO_DATE] }) { nodes { target rag } } }`,
    );
    expect(kpiFigures.nodes).toEqual([
      { target: "100", rag: "GREEN" },
      { target: null, rag: "NONE" },
    ]);
  });

  test.each([
    ["an unknown KPI", { kpi: "CLAIM" }, "UNKNOWN_KPI", /Nearest: CLAIMS/],
    ["an unknown force", { force: "NORHT" }, "UNKNOWN_OWNER", /Nearest: NORTH/],
    ["two owners", { collaboration: "ALL" }, "ONE_OWNER", /one of them/],
    ["no year", { financialYear: "2026-28" }, "UNKNOWN_YEAR", /Write it as 2026-27/],
    ["a profile of 99.9", { profile: ["25", "25", "25", "24.9"] }, "PROFILE", /99.9, not 100/],
    ["a tolerance below zero", { tolerancePercent: "-1" }, "TOLERANCE", /0 to 100/],
    ["contracts below zero", { kpi: "CONTRACTS_MANAGED", target: "-7" }, "TARGET", /-7 is below zero/],
  ])("refuse %s and set nothing", async (_title, wrong, code, message) => {
    const before = await store.sql("select * from kpi_targets order by id");
    const answer = await setTarget({ kpi: "CLAIMS", force: "NORTH", financialYear: "2026-27", target: "7", ...wrong });
    expect(answer.figures).toEqual([]);
    expect(answer.userErrors.map((error) => error.code)).toEqual([code]);
    expect(answer.userErrors[0]?.message).toMatch(message);
    expect(await store.sql("select * from kpi_targets order by id")).toEqual(before);
  });

  test("are not set by somebody who may only look", async () => {
    await expect(
      setTarget({ kpi: "CLAIMS", force: "NORTH", financialYear: "2026-27", target: "7" }, "VIEWER"),
    ).rejects.toThrow("may look at figures but not set targets");
  });

  test("can be overridden with a reason, which is kept, and taken back", async () => {
    const [figure] = await store.sql(`select 'kpi_figure_' || f.id as id from kpi_figures f
      where kpi_code = 'CLAIMS' and measure = 'QUARTER' and force_id is not null and quarter = 2`);
    const id = figure?.id as string;
    expect(await colour(id, "GREEN", " ")).toMatchObject({ figure: null, userErrors: [{ code: "REASON_MISSING" }] });
    expect(await colour(id, "GREEN", "x".repeat(4_001))).toMatchObject({
      figure: null,
      userErrors: [{ code: "TOO_LONG", field: ["reason"] }],
    });
    expect(await colour("kpi_figure_999999", "GREEN", "x")).toMatchObject({ userErrors: [{ code: "FIGURE_GONE" }] });
    expect((await colour(id, "AMBER", "Paid in October")).figure).toEqual({
      rag: "AMBER",
      calculatedRag: "RED",
      ragOverride: { rag: "AMBER", reason: "Paid in October", setBy: "An editor" },
    });
    // It stays when the figure is worked out again.
    await refreshFigures(new Database(store.orm.em.fork(), SYSTEM));
    expect((await colour(id, null, "It was not")).figure).toEqual({
      rag: "RED",
      calculatedRag: "RED",
      ragOverride: null,
    });
    const audit = await store.sql(`select field, old_value, new_value, reason, row_reference from audit_entries
      where dataset = 'KPIS' order by id`);
    expect(audit).toEqual([
      {
        field: "rag",
        old_value: null,
        new_value: "AMBER",
        reason: "Paid in October",
        row_reference: "CLAIMS NORTH 2026-27 Q2",
      },
      {
        field: "rag",
        old_value: "AMBER",
        new_value: null,
        reason: "It was not",
        row_reference: "CLAIMS NORTH 2026-27 Q2",
      },
    ]);
  });

  test("show an auditor the SQL of a definition", async () => {
    const { kpiDefinitions } = await ask<{ kpiDefinitions: Record<string, string | null>[] }>(
      await aContext(store),
      `{ kpiDefinitions { code grain numeratorSql denominatorSql rowsSql } }`,
    );
    expect(kpiDefinitions.find(({ code }) => code === "COMPLIANCE")).toMatchObject({
      grain: "FLOW",
      numeratorSql: expect.stringContaining("contract_live_on(c::contracts, s.posted_on)"),
      denominatorSql: expect.stringContaining("s.influenceable"),
      rowsSql: expect.stringContaining("from spend_lines s"),
    });
  });
});

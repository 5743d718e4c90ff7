import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { DEMO_TODAY, seedDemo } from "../../../server/demo/index.js";
import { answersFor } from "../../../server/kpis/index.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

/** Everything the demonstration wrote, in one line; without ids and moments. */
const everything = `
  select md5(string_agg(line, '|' order by line)) as hash, count(*) as rows from (
    select s::text as line from (select reference, name, is_sme, is_vcse, postcode from suppliers) s
    union all select c::text from (
      select c.reference, title, s.reference, annual_value, starts_on, current_ends_on, maximum_ends_on, c.version, note
      from contracts c left join suppliers s on s.id = c.supplier_id) c
    union all select v::text from (select reference, title, stage, baseline_value, new_value, starts_on, ends_on from savings) v
    union all select p::text from (
      select v.reference, f.code, a.financial_year, a.quarter, a.amount
      from saving_force_amounts a join savings v on v.id = a.saving_id join forces f on f.id = a.force_id) p
    union all select l::text from (
      select voucher, posted_on, supplier_text, net_amount, c.reference
      from spend_lines l left join contracts c on c.id = l.contract_id) l
    union all select k::text from (
      select kpi_code, measure, f.code, c.code, financial_year, quarter, numerator, denominator, value, data_state
      from kpi_figures k left join forces f on f.id = k.force_id left join collaborations c on c.id = k.collaboration_id) k
  ) lines`;

describe("the demonstration data", () => {
  let store: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    expect(await seedDemo(database)).toBe(true);
  });
  afterAll(() => store.close());

  test("are written once: seeding again changes nothing", async () => {
    const before = await store.sql(everything);
    expect(await seedDemo(database)).toBe(false);
    expect(await store.sql(everything)).toEqual(before);
  });

  test("are the same in another database", async () => {
    const other = await aDatabase();
    try {
      await seedDemo(new Database(other.orm.em.fork(), SYSTEM));
      expect(await other.sql(everything)).toEqual(await store.sql(everything));
    } finally {
      await other.close();
    }
  });

  test("are seven forces in one collaboration with three parts", async () => {
    const rows = await store.sql(`
      select c.code, string_agg(f.code, ' ' order by f.code) as members from collaborations c
      join collaboration_members m on m.collaboration_id = c.id join forces f on f.id = m.force_id group by c.code order by 1`);
    expect(rows).toEqual([
      { code: "BCH", members: "BEDS CAMBS HERTS" },
      { code: "KE", members: "ESSEX KENT" },
      { code: "NS", members: "NORFOLK SUFFOLK" },
      { code: "SEVEN_FORCE", members: "BEDS CAMBS ESSEX HERTS KENT NORFOLK SUFFOLK" },
    ]);
    const people = await store.sql(
      `select subject, m.role, coalesce(f.code, c.code) as place from people p join memberships m on m.person_id = p.id
       left join forces f on f.id = m.force_id left join collaborations c on c.id = m.collaboration_id
       where subject like 'local:%' order by p.id`,
    );
    expect(people).toEqual([
      { subject: "local:kent-finance", role: "FINANCE_APPROVER", place: "KENT" },
      { subject: "local:category-manager", role: "CATEGORY_MANAGER", place: "SEVEN_FORCE" },
      { subject: "local:norfolk-finance", role: "FINANCE_APPROVER", place: "NORFOLK" },
      { subject: "local:auditor", role: "AUDITOR", place: null },
      { subject: "local:kent-editor", role: "EDITOR", place: "KENT" },
      { subject: "local:norfolk-editor", role: "EDITOR", place: "NORFOLK" },
      { subject: "local:norfolk-viewer", role: "VIEWER", place: "NORFOLK" },
      { subject: "local:head-of-procurement", role: "HEAD_OF_PROCUREMENT", place: "SEVEN_FORCE" },
      { subject: "local:administrator", role: "ADMINISTRATOR", place: null },
      { subject: "local:kent-budget-holder", role: "FINANCE_APPROVER", place: "KENT" },
    ]);
  });

  test("leave every contract at its first version, with every status among them", async () => {
    expect(await store.sql(`select distinct version from contracts`)).toEqual([{ version: 1 }]);
    const statuses = await store.sql(
      `select contract_status_at(c, $1)::text as status, count(*)::integer as count from contracts c group by 1 order by 1`,
      [DEMO_TODAY],
    );
    expect(statuses.map(({ status }) => status)).toEqual([
      "AWARDED",
      "EXPIRED",
      "EXPIRED_IN_USE",
      "EXPIRING",
      "IN_EXTENSION",
      "LIVE",
      "OPEN_ENDED",
      "PIPELINE",
      "SUPERSEDED",
      "TERMINATED",
    ]);
  });

  test("show about 94 % of £230m a year on contract, for all and for each force", async () => {
    const quarters = ["2025-26 Q1", "2025-26 Q2", "2025-26 Q3", "2025-26 Q4"];
    const answers = await answersFor(
      database,
      quarters.map((period) => ({ kpi: "COMPLIANCE", force: null, period })),
      DEMO_TODAY,
    );
    const sum = (numbers: (string | null)[]) => numbers.reduce((total, number) => total + Number(number), 0);
    const spend = sum(answers.map(({ denominator }) => denominator));
    expect(spend / 230e6).toBeCloseTo(1, 4);
    expect(sum(answers.map(({ numerator }) => numerator)) / spend).toBeCloseTo(0.94, 2);
    const forces = await store.sql(
      `select value from kpi_figures where kpi_code = 'COMPLIANCE' and measure = 'QUARTER' and force_id is not null
         and value is not null`,
    );
    expect(forces).toHaveLength(7 * 11);
    for (const { value } of forces) expect([Number(value) > 85, Number(value) < 100]).toEqual([true, true]);
  });

  test("have a latest quarter for every KPI: the one that ended on 30 September 2026", async () => {
    const kpis = (await store.sql(`select code from kpi_definitions order by position`)).map(
      ({ code }) => code as string,
    );
    const answers = await answersFor(
      database,
      kpis.map((kpi) => ({ kpi, force: null, period: null })),
      DEMO_TODAY,
    );
    expect(answers.map(({ period, dataState }) => [period, dataState])).toEqual(
      kpis.map(() => ["2026-27 Q2", "REPORTED"]),
    );
  });

  test("show savings of some millions a year, and what is carried over into 2027-28", async () => {
    const phases = await store.sql(`
      select financial_year as year, sum(p.amount) as amount, count(distinct quarter)::integer as quarters
      from saving_phases p join savings s on s.id = p.saving_id
      where stage in ('VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED') group by 1 order by 1`);
    expect(phases.map(({ year, quarters }) => [year, quarters])).toEqual([
      [2025, 4],
      [2026, 4],
      [2027, 4],
    ]);
    const [, , carried] = phases;
    for (const { amount } of phases.slice(0, 2)) {
      expect([Number(amount) > 4e6, Number(amount) < 9e6]).toEqual([true, true]);
    }
    expect([Number(carried?.amount) > 5e5, Number(carried?.amount) < 4e6]).toEqual([true, true]);
  });

  test("show savings of several years, some that cost more, and some that were rejected or lapsed", async () => {
    const [row] = await store.sql(`
      select count(*) filter (where ends_on >= starts_on + interval '2 years') > 10 as years,
        count(*) filter (where new_value > baseline_value) > 10 as negative,
        count(*) filter (where stage = 'REJECTED') > 3 as rejected, count(*) filter (where stage = 'LAPSED') > 3 as lapsed
      from savings`);
    expect(row).toEqual({ years: true, negative: true, rejected: true, lapsed: true });
  });

  test("mark a few rows as confidential, of different forces", async () => {
    const rows = await store.sql(`
      select 'contract' as kind, f.code from contracts c join forces f on f.id = c.lead_force_id where confidential
      union all select 'saving', f.code from savings s join forces f on f.id = s.lead_force_id where confidential
      union all select 'pipeline', f.code from pipeline_items i join forces f on f.id = i.lead_force_id where confidential
      order by 1, 2`);
    expect(rows.map(({ kind, code }) => `${String(kind)} ${String(code)}`)).toEqual([
      "contract KENT",
      "contract NORFOLK",
      "pipeline KENT",
      "saving KENT",
      "saving NORFOLK",
    ]);
  });

  test("hold options that lapsed because nobody decided, and opportunities to buy together with their estimate", async () => {
    const [row] = await store.sql(
      `select count(*) filter (where state = 'AVAILABLE' and latest_notice_on < $1::date) > 10 as lapsed,
        count(*) filter (where state = 'LAPSED') as typed from contract_extension_options`,
      [DEMO_TODAY],
    );
    expect(row).toEqual({ lapsed: true, typed: "0" });
    const figures = await store.sql(`
      select kpi_code as kpi, numerator > 0 as some from kpi_figures k join collaborations c on c.id = k.collaboration_id
      where c.code = 'SEVEN_FORCE' and measure = 'YEAR_TO_DATE' and financial_year = 2026 and quarter = 2
        and (kpi_code like 'AGGREGATION%' or kpi_code like 'REGISTER_MISSING%') order by 1`);
    expect(figures).toEqual(
      [
        "AGGREGATION",
        "AGGREGATION_CLOSED",
        "AGGREGATION_SAVING",
        "AGGREGATION_VALUE",
        "REGISTER_MISSING",
        "REGISTER_MISSING_REFERENCES",
        "REGISTER_MISSING_SPEND",
      ].map((kpi) => ({ kpi, some: true })),
    );
  });

  // Product rule 5: one saving is counted once, however it is shared out.
  test("count each saving once: forces' totals, collaborations' totals and the savings themselves agree", async () => {
    const rows = await store.sql(`
      with unique_savings as (
        select p.financial_year, p.quarter, sum(p.amount) as amount
        from saving_phases p join savings s on s.id = p.saving_id
        where stage in ('VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED') group by 1, 2)
      select k.financial_year, k.quarter, u.amount as savings,
        sum(value) filter (where force_id is not null) as forces,
        sum(value) filter (where c.code = 'SEVEN_FORCE') as whole,
        sum(value) filter (where c.parent_id is not null) as parts
      from kpi_figures k join unique_savings u using (financial_year, quarter)
      left join collaborations c on c.id = k.collaboration_id
      where kpi_code = 'SAVINGS' and measure = 'QUARTER' group by 1, 2, 3 order by 1, 2`);
    expect(rows).toHaveLength(12);
    for (const { savings, forces, whole, parts } of rows) {
      expect([forces, whole, parts].map(Number)).toEqual([savings, savings, savings].map(Number));
    }
    const unequal = await store.sql(`
      select p.saving_id from saving_phases p join savings s on s.id = p.saving_id
      join saving_force_amounts a using (saving_id, financial_year, quarter)
      group by p.saving_id, financial_year, quarter, p.amount having sum(a.amount) <> p.amount`);
    expect(unequal).toEqual([]);
  });

  test("hold no shares but those that total 100 on every day they begin", async () => {
    const bad = await store.sql(`
      select p.contract_id from contract_participants p, lateral (
        select sum(share_percent) as total from contract_participants q
        where q.contract_id = p.contract_id and daterange(q.valid_from, q.valid_to, '[]') @> p.valid_from) s
      where s.total <> 100`);
    expect(bad).toEqual([]);
  });

  test("do not add counts of contracts: the whole has fewer than its forces together", async () => {
    const [row] = await store.sql(`
      select sum(value) filter (where force_id is not null) as forces, sum(value) filter (where c.code = 'SEVEN_FORCE') as whole
      from kpi_figures left join collaborations c on c.id = collaboration_id
      where kpi_code = 'CONTRACTS_MANAGED' and measure = 'QUARTER' and financial_year = 2026 and quarter = 2`);
    expect(Number(row?.whole)).toBeGreaterThan(300);
    expect(Number(row?.forces)).toBeGreaterThan(Number(row?.whole));
  });
});

import { statusOfOneSql, statusSql } from "../../../server/contracts/contract.status.js";
import { aContract, aForce } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

/** A contract of two years from 1 April 2026, awarded on 1 February 2026, and what a case changes about it. */
const usual = { awarded_on: "2026-02-01", starts_on: "2026-04-01", initial_ends_on: "2028-03-31" };
type Case = [
  what: string,
  columns: Record<string, string | null>,
  option: string | null,
  spendOn: string | null,
  days: [string, string][],
];

const cases: Case[] = [
  [
    "follows the dates through its life",
    {},
    null,
    null,
    [
      ["2026-01-31", "PIPELINE"],
      ["2026-02-01", "AWARDED"],
      ["2026-03-31", "AWARDED"],
      ["2026-04-01", "LIVE"],
      ["2027-09-30", "LIVE"],
      ["2027-10-01", "EXPIRING"],
      ["2028-03-31", "EXPIRING"],
      ["2028-04-01", "EXPIRED"],
    ],
  ],
  [
    "is PIPELINE until it starts where no award is known",
    { awarded_on: null },
    null,
    null,
    [
      ["2026-03-31", "PIPELINE"],
      ["2026-04-01", "LIVE"],
    ],
  ],
  [
    "is IN_EXTENSION in a term that an option made longer",
    {},
    "EXERCISED",
    null,
    [
      ["2028-03-31", "LIVE"],
      ["2028-04-01", "IN_EXTENSION"],
      ["2028-09-30", "IN_EXTENSION"],
      ["2028-10-01", "EXPIRING"],
      ["2029-04-01", "EXPIRED"],
    ],
  ],
  ["does not count an option that was not exercised", {}, "AVAILABLE", null, [["2028-04-01", "EXPIRED"]]],
  [
    "is EXPIRED_IN_USE once spend is posted after the end",
    {},
    null,
    "2028-05-10",
    [
      ["2028-05-09", "EXPIRED"],
      ["2028-05-10", "EXPIRED_IN_USE"],
    ],
  ],
  [
    "is TERMINATED from the day, whatever the end",
    { terminated_on: "2026-12-01" },
    "EXERCISED",
    "2028-05-10",
    [
      ["2026-11-30", "LIVE"],
      ["2026-12-01", "TERMINATED"],
      ["2030-01-01", "TERMINATED"],
    ],
  ],
  [
    "is SUPERSEDED from the day another took its place",
    { superseded_on: "2026-12-01" },
    null,
    null,
    [
      ["2026-11-30", "LIVE"],
      ["2026-12-01", "SUPERSEDED"],
    ],
  ],
  [
    "is TERMINATED before SUPERSEDED",
    { superseded_on: "2026-12-01", terminated_on: "2026-12-01" },
    null,
    null,
    [["2026-12-01", "TERMINATED"]],
  ],
  [
    "is OPEN_ENDED without an end",
    { initial_ends_on: null },
    null,
    null,
    [
      ["2026-03-31", "AWARDED"],
      ["2026-04-01", "OPEN_ENDED"],
      ["2050-01-01", "OPEN_ENDED"],
    ],
  ],
  ["is taken to have begun without a start", { starts_on: null }, null, null, [["2020-01-01", "LIVE"]]],
];

describe("a contract's status", () => {
  let database: TestDatabase;
  let force: string;
  beforeAll(async () => {
    database = await aDatabase();
    force = await aForce(database);
  });
  afterAll(() => database.close());

  test.each(cases)("%s", async (_what, columns, option, spendOn, days) => {
    const id = await aContract(database, { ...usual, ...columns });
    if (option !== null) {
      await database.sql(
        `insert into contract_extension_options (contract_id, sequence, months, state) values ($1, 1, 12, $2)`,
        [id, option],
      );
    }
    if (spendOn !== null) {
      await database.sql(
        `insert into spend_lines (force_id, posted_on, supplier_text, net_amount, contract_id, match_method)
         values ($1, $2, 'Somebody', 10, $3, 'MANUAL')`,
        [force, spendOn, id],
      );
    }
    const rows = await database.sql(
      `select day::text, contract_status_at(c, day) as status, ${statusSql("c", "day")} as of_many,
         ${statusOfOneSql("c", "day")} as of_one
       from contracts c, unnest($2::date[]) with ordinality d(day, place) where c.id = $1 order by place`,
      [id, days.map(([day]) => day)],
    );
    expect(rows).toEqual(days.map(([day, status]) => ({ day, status, of_many: status, of_one: status })));
  });

  test("is one of ten, and each is reached", () => {
    const reached = new Set(cases.flatMap(([, , , , days]) => days.map(([, status]) => status)));
    expect([...reached].sort()).toEqual([
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
});

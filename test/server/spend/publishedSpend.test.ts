import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import ExcelJS from "exceljs";
import { loadSpend, type LoadAccount } from "../../../server/spend/spendLoad.service.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorAndAForce, contextOf, fileIn, publishedFolder } from "./loading.js";

const lancashire = publishedFolder("police-spend-lancashire");
const northTyneside = publishedFolder("spend-bulk-north-tyneside");
const where = (folder: string | null) => (folder ? "" : " (skipped: the published files are not on this machine)");

/** Pennies by financial year. Nothing here is shared with the program: it reads the files in its own way. */
type Sums = Map<number, bigint>;
const add = (sums: Sums, day: string, pennies: bigint): void => {
  const year = Number(day.slice(0, 4)) - (day.slice(5, 7) < "04" ? 1 : 0);
  sums.set(year, (sums.get(year) ?? 0n) + pennies);
};
const byYear = (sums: Sums) => Object.fromEntries([...sums].sort(([a], [b]) => a - b).map(([y, p]) => [y, String(p)]));

/** Every cell that is a number under the amount heading, rounded to its penny, by the day beside it. */
async function sumsOfWorkbook(file: string): Promise<{ sums: Sums; rows: number }> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(readFileSync(file) as never);
  const sums: Sums = new Map();
  let rows = 0;
  for (const sheet of workbook.worksheets) {
    sheet.eachRow((row, number) => {
      const [day, amount] = [row.getCell(2).value, row.getCell(3)];
      const value = typeof amount.value === "object" ? amount.result : amount.value;
      if (number === 1 || typeof value !== "number") return;
      const date = day instanceof Date ? day : new Date(Date.UTC(1899, 11, 30 + Number(day)));
      add(sums, date.toISOString(), BigInt(Math.round(value * 100)));
      rows += 1;
    });
  }
  return { sums, rows };
}

const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

function sumsOfCsv(content: Buffer, sums: Sums): { rows: number; incomplete: number } {
  const [first = "", ...lines] = content.toString("utf8").split(/\r?\n/).filter(Boolean);
  const headings = fieldsOf(first);
  const dayAt = headings.indexOf("Payment Date");
  const amountAt = headings.findIndex((heading) => heading === "Net Amount" || heading === "Amount");
  let incomplete = 0;
  for (const line of lines) {
    const fields = fieldsOf(line);
    const [day = "", amount = ""] = [fields[dayAt], fields[amountAt]];
    if (day === "" || amount === "") {
      incomplete += 1;
      continue;
    }
    const [pounds = "0", pence = ""] = amount.replace("-", "").split(".");
    const pennies = BigInt(pounds || "0") * 100n + BigInt(pence.padEnd(2, "0"));
    add(sums, day, amount.startsWith("-") ? -pennies : pennies);
  }
  return { rows: lines.length, incomplete };
}

const netByYear = async (database: TestDatabase) =>
  Object.fromEntries(
    (
      await database.sql(
        `select financial_year(posted_on) as year, (sum(net_amount) * 100)::bigint::text as pennies
         from spend_lines group by 1 order by 1`,
      )
    ).map(({ year, pennies }) => [year, pennies]),
  );
const total = (account: LoadAccount, count: "read" | "loaded" | "duplicates" | "refused") =>
  account.files.reduce((sum, file) => sum + file[count], 0);

describe("the load of published spend", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorAndAForce(database);
  });
  afterEach(() => database.close());

  (lancashire ? test : test.skip)(
    `it loads a force's four yearly workbooks, equal to their own sums to the penny${where(lancashire)}`,
    async () => {
      const names = readdirSync(lancashire!).filter((name) => name.endsWith(".xlsx"));
      const load = () =>
        loadSpend(contextOf(database), { forceCode: "NORTH", files: names.map((name) => fileIn(lancashire!, name)) });
      const account = await load();
      expect(account.files.map(({ read, loaded, duplicates, refused }) => [read, loaded, duplicates, refused])).toEqual(
        [
          [7974, 7974, 0, 0],
          [5250, 5250, 0, 0],
          [7654, 7654, 0, 0],
          [9289, 9289, 0, 0],
        ],
      );
      expect(account.files.map(({ headings }) => headings.length)).toEqual([12, 12, 12, 12]);

      const own: Sums = new Map();
      let rows = 0;
      for (const name of names) {
        const file = await sumsOfWorkbook(path.join(lancashire!, name));
        rows += file.rows;
        for (const [year, pennies] of file.sums) own.set(year, (own.get(year) ?? 0n) + pennies);
      }
      expect(rows).toBe(30_167);
      expect(await netByYear(database)).toEqual(byYear(own));

      const [figure] = await database.sql(
        `select value::text from kpi_figures where kpi_code = 'SPEND' and financial_year = 2022 and quarter = 1 and force_id = 1 and measure = 'QUARTER'`,
      );
      const [fromRows] = await database.sql(
        `select sum(net_amount)::numeric(18,4)::text as value from spend_lines
         where influenceable and posted_on between '2022-04-01' and '2022-06-30'`,
      );
      expect(figure).toEqual(fromRows);

      const again = await load();
      expect([total(again, "read"), total(again, "loaded"), total(again, "duplicates")]).toEqual([30_167, 0, 30_167]);
      expect(again.files[0]?.notices.map(({ code }) => code)).toEqual(["LOADED_BEFORE"]);
      expect(await netByYear(database)).toEqual(byYear(own));
    },
    120_000,
  );

  // A third of the files: all 108 hold 1.5 million lines, which take about three minutes.
  (northTyneside ? test : test.skip)(
    `it loads every third of a council's 108 monthly files, equal to their own sums to the penny${where(northTyneside)}`,
    async () => {
      const names = readdirSync(northTyneside!)
        .filter((name) => name.endsWith(".csv.gz"))
        .sort()
        .filter((_, index) => index % 3 === 0);
      const account = await loadSpend(contextOf(database), {
        forceCode: "NORTH",
        files: names.map((name) => fileIn(northTyneside!, name)),
        keepGood: true,
      });
      const own: Sums = new Map();
      const counts = { rows: 0, incomplete: 0 };
      for (const name of names) {
        const { rows, incomplete } = sumsOfCsv(gunzipSync(readFileSync(path.join(northTyneside!, name))), own);
        counts.rows += rows;
        counts.incomplete += incomplete;
      }
      expect([total(account, "read"), total(account, "refused")]).toEqual([counts.rows, counts.incomplete]);
      expect(total(account, "read")).toBe(
        total(account, "loaded") + total(account, "duplicates") + total(account, "refused"),
      );
      // A line that two files publish is kept once; the account says how much that is.
      for (const { year, duplicateNet } of account.files.flatMap(({ years }) => years)) {
        own.set(year, (own.get(year) ?? 0n) - BigInt(duplicateNet.replace(".", "")));
      }
      expect(await netByYear(database)).toEqual(byYear(own));
    },
    480_000,
  );
});

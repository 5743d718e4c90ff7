import { type RequestContext } from "../../../server/context.js";
import { Random } from "../../../server/demo/random.js";
import { type CellValue, type Column, type Dataset, isEditable } from "../../../server/workbooks/dataset.js";
import { datasets } from "../../../server/workbooks/datasets.js";
import { publishChanges } from "../../../server/workbooks/publish.service.js";
import { sheet } from "../../../server/workbooks/sheet.service.js";
import { undoPublish } from "../../../server/workbooks/undo.service.js";
import { aCategory, aForce, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

const OPERATIONS = 10_000;
/** Changed cells, new and deleted rows of one publish. */
const AT_ONCE = 250;

const audited = ["CONTRACTS", "SAVINGS"] as const;
type Audited = (typeof audited)[number];

type Row = ReadonlyMap<string, CellValue>;
type Rows = ReadonlyMap<string, Row>;

/** The columns whose values people write, the reference among them. */
const writtenColumns = (dataset: Dataset): Column[] => dataset.columns.filter(({ write }) => write !== undefined);

describe("10,000 seeded operations", () => {
  let store: TestDatabase;
  let versions: Record<Audited, Map<string, number>>;
  const random = new Random(20_261_122);
  let references = 0;
  let keys = 0;
  const names = {
    supplier: [] as string[],
    category: [] as string[],
    force: ["NORTH", "SOUTH"],
    authority: [] as string[],
  };

  beforeAll(async () => {
    store = await aDatabase();
    for (const code of names.force) await aForce(store, { code, name: code });
    for (let number = 0; number < 8; number += 1) {
      names.supplier.push(`Supplier number ${number}`);
      await aSupplier(store, { name: `Supplier number ${number}` });
      names.category.push(`Category number ${number}`);
      await aCategory(store, { name: `Category number ${number}` });
    }
  });
  afterAll(() => store.close());

  /** What a dataset's sheet says now, by id and field. */
  async function rowsOf(ctx: RequestContext, name: Audited): Promise<Rows> {
    const dataset = datasets[name];
    const fields = writtenColumns(dataset).map(({ field }) => field);
    const read = await sheet(ctx, { dataset: name, columns: fields, where: [], orderBy: [], asAt: null });
    const [ids, numbers] = [read.ids, read.versions].map((text) => JSON.parse(text)) as [string[], number[]];
    const columns = read.values.map((text) => JSON.parse(text) as CellValue[]);
    versions = { ...versions, [name]: new Map(ids.map((id, row) => [id, numbers[row] as number])) };
    return new Map(
      ids.map((id, row) => [id, new Map(fields.map((field, column) => [field, columns[column]?.[row] ?? null]))]),
    );
  }

  function valueFor({ type, lookup, choices, write }: Column): CellValue {
    if (!write?.required && random.chance(0.15)) return null;
    const day = () => `20${random.between(24, 29)}-${String(random.between(1, 12)).padStart(2, "0")}-15`;
    switch (type) {
      case "MONEY":
        return `${random.between(0, 999_999)}.${random.between(10, 99)}`;
      case "NUMBER":
        return `${random.between(0, 999)}.5`;
      case "INTEGER":
        return String(random.between(0, 24));
      case "DATE":
        return day();
      case "BOOLEAN":
        return random.chance(0.5);
      case "CHOICE":
        return random.pick(choices ?? []);
      case "LOOKUP":
        return random.pick(lookup === "contract" ? [null] : (names[lookup as keyof typeof names] ?? [null])) ?? null;
      default:
        return `Text ${random.between(1, 9_999)}`;
    }
  }

  function newRow(name: Audited) {
    const reference = `${name[0]}-${(references += 1)}`;
    const given: Record<string, CellValue> =
      name === "CONTRACTS"
        ? { reference, title: `Contract ${reference}`, leadForce: random.pick(names.force), startsOn: "2024-04-01" }
        : {
            reference,
            title: `Saving ${reference}`,
            leadForce: random.pick(names.force),
            savingClass: random.pick(["CASHABLE", "COST_AVOIDANCE"]),
            baselineValue: `${random.between(1_000, 9_000)}.00`,
            newValue: "500.00",
            startsOn: "2026-04-01",
            endsOn: "2028-03-31",
          };
    return { clientRowId: reference, cells: Object.entries(given).map(([field, value]) => ({ field, value })) };
  }

  /** Edits of random cells of random rows, with some new rows and some deletions among them. */
  function changesOf(name: Audited, rows: Rows, operations: number) {
    const columns = writtenColumns(datasets[name]).filter((column) => isEditable(column));
    const ids = [...rows.keys()];
    const edits = new Map<string, Map<string, CellValue>>();
    const deletes = new Set<string>();
    const inserts: ReturnType<typeof newRow>[] = [];
    for (let done = 0; done < operations; done += 1) {
      const id = random.pick(ids);
      if (id === undefined || random.chance(0.02)) inserts.push(newRow(name));
      else if (random.chance(0.01)) deletes.add(id);
      else {
        const column = random.pick(columns);
        edits.set(id, (edits.get(id) ?? new Map()).set(column.field, valueFor(column)));
      }
    }
    const versionOf = (id: string) => versions[name].get(id) ?? 0;
    return {
      dataset: name,
      rows: [...edits]
        .filter(([id]) => !deletes.has(id))
        .map(([id, cells]) => ({
          id,
          version: versionOf(id),
          cells: [...cells].map(([field, value]) => ({ field, value })),
        })),
      inserts,
      deletes: [...deletes].map((id) => ({ id, version: versionOf(id) })),
      mode: "APPLY_VALID" as const,
      reason: "Seeded.",
      workbook: null,
    };
  }

  /** What is different between two readings, one line for each cell; a row that went is one line. */
  function differences(before: Rows, after: Rows): string[] {
    const shown = (value: CellValue | undefined) => (value === null || value === undefined ? null : String(value));
    const found: string[] = [];
    for (const [id, row] of after) {
      const old = before.get(id);
      for (const [field, value] of row) {
        if (shown(old?.get(field)) === shown(value)) continue;
        found.push(JSON.stringify([id, field, shown(old?.get(field)), shown(value)]));
      }
    }
    for (const id of before.keys()) if (!after.has(id)) found.push(JSON.stringify([id, null, null, null]));
    return found.sort();
  }

  const entriesOf = async (receipt: string, name: Audited): Promise<string[]> =>
    (
      await store.sql(
        `select a.row_id::text as row, a.field, a.old_value as before, a.new_value as after
         from audit_entries a join publishes p on p.id = a.publish_id where p.receipt = $1`,
        [receipt],
      )
    )
      .map(({ row, field, before, after }) => JSON.stringify([`${datasets[name].idKind}_${row}`, field, before, after]))
      .sort();

  test("leave one entry for each changed cell, and the trail gives the state of the rows again", async () => {
    let operations = 0;
    let undone = 0;
    for (let batch = 0; operations < OPERATIONS; batch += 1) {
      const name = audited[batch % 2] as Audited;
      const ctx = await aContext(store);
      const before = await rowsOf(ctx, name);
      const changes =
        before.size === 0
          ? { ...changesOf(name, new Map(), 120), rows: [], deletes: [] }
          : changesOf(name, before, AT_ONCE);
      const answer = await publishChanges(ctx, changes, `replay-${(keys += 1)}`);
      expect(answer.userErrors).toEqual([]);
      const after = await rowsOf(ctx, name);
      const entries = await entriesOf(answer.receipt as string, name);
      expect(entries).toEqual(differences(before, after));
      // Only what was applied counts; a saving's gates refuse much of what is random.
      operations += entries.length;
      // Now and then a publish is taken back, which writes cells, deletes rows and brings rows back.
      if (batch % 9 === 8) {
        const undo = await undoPublish(ctx, answer.receipt as string, null, `replay-${(keys += 1)}`);
        if (undo.receipt !== null) {
          undone += 1;
          expect(differences(before, await rowsOf(ctx, name))).toEqual([]);
        }
      }
    }
    expect(undone).toBeGreaterThan(1);
    const ctx = await aContext(store);
    for (const name of audited) {
      const now = await rowsOf(ctx, name);
      expect(now.size).toBeGreaterThan(50);
      expect(differences(await replayed(name), now)).toEqual([]);
      expect(differences(now, await replayed(name))).toEqual([]);
    }
  }, 300_000);

  /** The rows as the audit trail alone tells them. */
  async function replayed(name: Audited): Promise<Rows> {
    const dataset = datasets[name];
    const fields = writtenColumns(dataset).map(({ field }) => field);
    const there = new Map<string, Map<string, CellValue>>();
    const gone = new Map<string, Map<string, CellValue>>();
    const entries = await store.sql(
      `select row_id::text as row, action, field, old_value as before, new_value as after from audit_entries
       where dataset = $1 order by id`,
      [name],
    );
    for (const { row, action, field, before, after } of entries) {
      const id = `${dataset.idKind}_${row}`;
      if (action === "DELETED" || action === "RESTORED") {
        const [from, to] = action === "DELETED" ? [there, gone] : [gone, there];
        to.set(id, from.get(id) as Map<string, CellValue>);
        from.delete(id);
        continue;
      }
      const cells = there.get(id) ?? new Map<string, CellValue>(fields.map((each) => [each, null]));
      // What an entry says of before is what the entries before it came to.
      expect([id, field, cells.get(field as string) ?? null]).toEqual([id, field, before]);
      there.set(id, cells.set(field as string, after as CellValue));
    }
    return there;
  }
});

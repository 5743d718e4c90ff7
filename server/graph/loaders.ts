import DataLoader from "dataloader";
import { type Database } from "../database/database.js";
import { type Columns, type Parts, type RowSource, selectList } from "./columns.js";

/**
 * How things are read for many keys at once.
 *
 * Shape: one statement for all keys; the answer is a map from key to thing, and `missing` is what a key without one gets.
 */
export interface Batch<Thing> {
  readonly read: (database: Database, keys: readonly string[]) => Promise<ReadonlyMap<string, Thing>>;
  readonly missing: Thing;
  /** For a batch made on the spot: batches with the same name are the same one. */
  readonly name?: string;
}

/** A batch of single things: null where there is none. */
export const oneEach = <Thing extends object>(
  read: (database: Database, ids: readonly string[]) => Promise<readonly Thing[]>,
  keyOf: (thing: Thing) => string,
): Batch<Thing | null> => ({
  read: async (database, keys) => new Map((await read(database, keys)).map((thing) => [keyOf(thing), thing])),
  missing: null,
});

/** A batch of lists: empty where there is none. The order of the rows is kept. */
export const manyEach = <Thing extends object>(
  read: (database: Database, ids: readonly string[]) => Promise<readonly Thing[]>,
  keyOf: (thing: Thing) => string,
): Batch<readonly Thing[]> => ({
  read: async (database, keys) => grouped(await read(database, keys), keyOf),
  missing: [],
});

/** A batch of the rows of a source, by their ids. */
export const rowsEach = <Row extends { readonly id: string }>(
  { from, id, always }: Omit<RowSource, "called">,
  columns: Columns,
): Batch<Row | null> =>
  oneEach<Row>(
    (database, ids) =>
      database.rows(`select ${selectList(columns)} from ${from} where ${id} = any($1::bigint[]) and ${always}`, [ids]),
    (row) => row.id,
  );

/** Finds the row of a source that people call so, or null. */
export const rowCalled =
  <Row extends object>({ from, always, called }: RowSource, columns: Columns) =>
  (database: Database, name: string): Promise<Row | null> =>
    database.row(`select ${selectList(columns)} from ${from} where ${called("$1")} and ${always}`, [name]);

/** A batch of what belongs to many owners, in the parts' order. `keyOf` gives the owner's key. */
export const partsEach = <Part extends object>(
  { from, owner, always = "true", columns, order }: Parts,
  keyOf: (part: Part) => string,
): Batch<readonly Part[]> =>
  manyEach<Part>(
    (database, ids) =>
      database.rows(
        `select ${selectList(columns)} from ${from} where ${owner} = any($1::bigint[]) and ${always} order by ${order}`,
        [ids],
      ),
    keyOf,
  );

/** The things by their key, in the order in which they came. */
export function grouped<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}

/**
 * The things read so far in one request. Fields that ask for related things in the same step share one statement per
 * kind, whatever the number of rows; a thing asked for twice is read once.
 */
export class Loaders {
  private readonly made = new Map<unknown, DataLoader<string, unknown>>();

  constructor(private readonly database: Database) {}

  /** The thing with this key. `batch` says which loader is meant: the same object each time, or one with the same name. */
  load<Thing>(batch: Batch<Thing>, key: string): Promise<Thing> {
    const loader = this.made.get(batch.name ?? batch) ?? this.make(batch);
    return loader.load(key) as Promise<Thing>;
  }

  /** The same for a key that may be unknown: null stays null and nothing is read. */
  async loadIfKnown<Thing>(batch: Batch<Thing | null>, key: string | null): Promise<Thing | null> {
    return key === null ? null : this.load(batch, key);
  }

  private make<Thing>(batch: Batch<Thing>): DataLoader<string, unknown> {
    const loader = new DataLoader<string, unknown>(async (keys) => {
      const things = await batch.read(this.database, keys);
      return keys.map((key) => things.get(key) ?? batch.missing);
    });
    this.made.set(batch.name ?? batch, loader);
    return loader;
  }
}

/** The SQL of each field of a row, under the alias that its table has where it is read. Keys of other rows are among them. */
export type Columns = Readonly<Record<string, string>>;

/** The select list of a row's columns, each under the name of its field. */
export const selectList = (columns: Columns): string =>
  Object.entries(columns)
    .map(([field, sql]) => `${sql} as "${field}"`)
    .join(", ");

/** Where rows of one kind stand and how one of them is found. Every piece of SQL in it is the program's own. */
export interface RowSource {
  readonly from: string;
  /** The primary key. */
  readonly id: string;
  /** What is true of every row that can be found. */
  readonly always: string;
  /** SQL that is true of the row that people call so; `name` is the place of the name in the statement. */
  readonly called: (name: string) => string;
}

/** Rows that belong to others, such as the lots of contracts: how they are read, for one owner or for many at once. */
export interface Parts {
  readonly from: string;
  /** Column that holds the owner's key. */
  readonly owner: string;
  /** What is true of every row of them; left out where nothing is asked. */
  readonly always?: string;
  readonly columns: Columns;
  readonly order: string;
}

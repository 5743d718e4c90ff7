/**
 * When rows of a table were changed is kept beside it (Migration20261122000028_write_speed): an index on the moment itself
 * would be written with every change of a row, and all other indexes with it.
 */
export interface VersionedRow {
  /** The table with the moments, "contract_versions". */
  readonly versions: string;
  /** SQL of the row's number, "c.id". */
  readonly id: string;
}

/** SQL that is true of rows that have changed at the moment or later; `updatedAt` and `moment` are SQL too. */
export const changedSince = ({ versions, id }: VersionedRow, updatedAt: string, moment: string): string =>
  `${id} in (select made.id from ${versions} made where made.made_at >= ${moment}) and ${updatedAt} >= ${moment}`;

/** A join for who wants the rows that changed last: `made.made_at` is the moment, in the order of an index. */
export const lastChangeOf = ({ versions, id }: VersionedRow, version: string): string =>
  `join ${versions} made on made.id = ${id} and made.version = ${version}`;

/**
 * SQL of a contract's status on a day: the function with its question about spend written out, which PostgreSQL puts into
 * the statement as it stands (`contract_status_at` says the same as a call for each row).
 *
 * `row` is the alias of a row of contracts, `day` the SQL of a date.
 */
export const statusSql = (row: string, day: string): string =>
  `contract_status_from(${row}, ${day}, exists (select from spend_lines s where s.contract_id = ${row}.id
    and s.posted_on > ${row}.current_ends_on and s.posted_on <= ${day}))`;

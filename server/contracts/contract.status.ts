/**
 * SQL of a contract's status on a day: the function with its question about spend written out, which PostgreSQL puts into
 * the statement as it stands (`contract_status_at` says the same as a call for each row).
 *
 * `row` is the alias of a row of contracts, `day` the SQL of a date.
 */
export const statusSql = (row: string, day: string): string =>
  `contract_status_from(${row}, ${day}, exists (select from spend_lines s where s.contract_id = ${row}.id
    and s.posted_on > ${row}.current_ends_on and s.posted_on <= ${day}))`;

/**
 * The same for a single contract: who has not reached its end is told without the tables of spend, of every year, being opened
 * for it. Many contracts are faster with the question written out.
 */
export const statusOfOneSql = (row: string, day: string): string =>
  `case when ${row}.current_ends_on < ${day} then contract_status_at(${row}, ${day})
    else contract_status_from(${row}, ${day}, false) end`;

/**
 * SQL of the months that options which can still be exercised on a day would add. An option that is not decided lapses once
 * the last day of its notice has passed, and those after it lapse with it: `stateOn` in contract.extension.ts says the same.
 *
 * The table's own `available_months` and `maximum_ends_on` take every undecided option for open, whatever the day, because a
 * stored column cannot follow the calendar: they are a bound, and right where no option has a notice day.
 */
export const openMonthsSql = (row: string, day: string): string =>
  `(case when ${row}.available_months = 0 then 0 else (
    select coalesce(sum(x.months), 0)::integer from (
      select o.months, min(o.latest_notice_on) over (order by o.sequence) as notice_by
      from contract_extension_options o where o.contract_id = ${row}.id and o.state = 'AVAILABLE') x
    where x.notice_by is null or x.notice_by >= ${day}) end)`;

/** SQL of a contract's last day if every option that can still be exercised on a day were; null when it has no end. */
export const maximumEndSql = (row: string, day: string): string =>
  `(case when ${row}.available_months = 0 then ${row}.maximum_ends_on
    else extended_by(${row}.initial_ends_on, ${row}.exercised_months + ${openMonthsSql(row, day)}) end)`;

/** SQL of the last day to give notice for the next option that can still be exercised on a day; null when there is none. */
export const nextNoticeSql = (row: string, day: string): string =>
  `(select case when min(o.latest_notice_on) >= ${day} then min(o.latest_notice_on) end
    from contract_extension_options o where o.contract_id = ${row}.id and o.state = 'AVAILABLE')`;

import { Migration } from "@mikro-orm/migrations";

/**
 * A change of contracts moves kept KPI sums by what their rows came to before and come to now, however many suppliers they
 * are of: a transaction notes which version of a contract it found. Who changes contracts by hand, without the figures being
 * worked out in the same transaction, empties kpi_sum_families: all sums are then made anew at the next start.
 */
export class Migration20261122000029_moved_contracts extends Migration {
  override up(): void {
    this.addSql(sums);
    this.addSql(notes);
  }
}

const sums = `
  -- How many rows each of the sums is made of, where it is kept by moving it: a sum of no rows is unknown and not 0. Empty
  -- where it never is.
  alter table kpi_supplier_sums add column counts integer[] not null default '{}';
`;

/** As in Migration20261122000027_touched_sets. */
const MOST_NOTED = 25_000;
const LONGEST_NOTE = 500_000;

const notes = `
  -- "v7:3": contract 7, which the transaction found in version 3 (0: it made it). Noted by every statement that changes it; the
  -- lowest version is the one it was found in.
  create function note_contracts_touched() returns trigger language plpgsql as $$
  declare
    noted text := coalesce(current_setting('sevenfold.touched', true), '');
    number integer;
    added text;
  begin
    if noted = 'ALL' then return null; end if;
    if tg_op = 'INSERT' then
      select count(*), string_agg('v' || id || ':0 ', '') into number, added from new_rows;
    else
      select count(*), string_agg('v' || id || ':' || version || ' ', '') into number, added from old_rows;
    end if;
    if number > ${MOST_NOTED} or length(noted) > ${LONGEST_NOTE} then
      perform set_config('sevenfold.touched', 'ALL', true);
    elsif number > 0 then
      perform set_config('sevenfold.touched', noted || added, true);
    end if;
    return null;
  end $$;
  drop trigger figures_note_insert on contracts;
  drop trigger figures_note_update on contracts;
  drop trigger figures_note_delete on contracts;
  create trigger figures_note_insert after insert on contracts referencing new table as new_rows
    for each statement execute function note_contracts_touched();
  create trigger figures_note_update after update on contracts referencing old table as old_rows
    for each statement execute function note_contracts_touched();
  create trigger figures_note_delete after delete on contracts referencing old table as old_rows
    for each statement execute function note_contracts_touched();

  -- A line tells of its contract whether it is still paid under, whoever is paid.
  drop trigger figures_note_update on spend_lines;
  drop trigger figures_note_delete on spend_lines;
  create trigger figures_note_update after update on spend_lines
    referencing old table as old_rows new table as new_rows
    for each statement execute function note_rows_touched('s', 'supplier_id', 'c', 'contract_id');
  create trigger figures_note_delete after delete on spend_lines referencing old table as old_rows
    for each statement execute function note_rows_touched('s', 'supplier_id', 'c', 'contract_id');
`;

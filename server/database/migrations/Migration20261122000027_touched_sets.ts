import { Migration } from "@mikro-orm/migrations";

/**
 * What a transaction touches is noted up to the size of the largest publish (Migration20261122000021_supplier_sums): whether
 * working out all suppliers is then less work than working out those is for the reader to say, who can count them.
 */
export class Migration20261122000027_touched_sets extends Migration {
  override up(): void {
    this.addSql(notes);
  }
}

/** Rows of one publish, and some that come with it; the length of a note of them. */
const MOST_NOTED = 25_000;
const LONGEST_NOTE = 500_000;

const notes = `
  create or replace function note_touched(kind text, ids bigint[]) returns void language plpgsql as $$
  declare noted text := coalesce(current_setting('sevenfold.touched', true), '');
  begin
    if noted = 'ALL' then return; end if;
    if ids is null or cardinality(ids) > ${MOST_NOTED} or length(noted) > ${LONGEST_NOTE} then
      perform set_config('sevenfold.touched', 'ALL', true);
    elsif cardinality(ids) > 0 then
      perform set_config('sevenfold.touched', noted || (select string_agg(kind || id || ' ', '') from unnest(ids) id), true);
    end if;
  end $$;

  create or replace function note_rows_touched() returns trigger language plpgsql as $$
  declare ids bigint[]; rows text := case tg_op
      when 'INSERT' then 'select %1$I as id from new_rows'
      when 'DELETE' then 'select %1$I as id from old_rows'
      else 'select %1$I as id from old_rows union all select %1$I from new_rows' end;
  begin
    for place in 0 .. tg_nargs - 1 by 2 loop
      execute format('select coalesce(array_agg(id), ''{}'') from (select distinct coalesce(id, 0) as id from (' || rows || ') r limit ${MOST_NOTED + 1}) d',
        tg_argv[place + 1]) into ids;
      perform note_touched(tg_argv[place], ids);
    end loop;
    return null;
  end $$;
`;

import { type Database } from "../database/database.js";
import { type Viewer } from "./viewer.js";

/** Who imports from the command line, unless somebody is named. */
export const IMPORT_SUBJECT = "system:import";

// Plain SQL, since it is asked at every request. Ids and codes of the forces stand in one list.
const viewers = `
  select p.id::text as "personId", p.subject, p.display_name as "displayName", f.code as "forceCode", 'WRITE' as scope,
    coalesce(held.memberships, '[]') as memberships
  from people p
  left join forces f on f.id = p.force_id
  left join lateral (
    select json_agg(json_build_object('role', m.role, 'forceCode', mf.code, 'collaborationCode', mc.code,
      'forces', case when num_nonnulls(m.force_id, m.collaboration_id) > 0 then covered.forces end) order by m.role, m.id)
      as memberships
    from memberships m
    left join forces mf on mf.id = m.force_id
    left join collaborations mc on mc.id = m.collaboration_id
    cross join lateral (
      select json_agg(named.value) as forces
      -- The forces are worked out once for a membership, not once for each force.
      from unnest(forces_of_place(m.force_id, m.collaboration_id)) covering(id)
      join forces c on c.id = covering.id, unnest(array[c.id::text, c.code]) named(value)
      where num_nonnulls(m.force_id, m.collaboration_id) > 0) covered
    where m.person_id = p.id and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())) held on true`;

/** People, and the names under which the system itself acts. */
export const peopleIn = (database: Database) => ({
  /** The person with this name of sign-in and what they may do now, with the right to write; null if unknown. */
  viewerWith: (subject: string): Promise<Viewer | null> =>
    database.row<Viewer>(`${viewers} where p.subject = $1`, [subject]),

  /** The same by the person's id. */
  viewerWithId: (personId: string): Promise<Viewer | null> =>
    database.row<Viewer>(`${viewers} where p.id = $1`, [personId]),

  /** Those who sign in, so without the system's own names. */
  all: (): Promise<Viewer[]> => database.rows<Viewer>(`${viewers} where p.subject not like 'system:%' order by p.id`),
});

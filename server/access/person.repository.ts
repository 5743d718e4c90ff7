import { type Database } from "../database/database.js";
import { PersonEntity } from "./person.entity.js";
import { type Viewer } from "./viewer.js";

/** Who imports from the command line, unless somebody is named. */
export const IMPORT_SUBJECT = "system:import";

/** People, and the names under which the system itself acts. */
export const peopleIn = (database: Database) => ({
  async viewerWith(subject: string): Promise<Viewer | null> {
    // Asked at every request, so it is plain SQL.
    return database.row<Viewer>(
      `select p.id::text as "personId", p.subject, p.display_name as "displayName", p.role, f.code as "forceCode"
       from people p left join forces f on f.id = p.force_id where p.subject = $1`,
      [subject],
    );
  },
  /** Those who sign in, so without the system's own names. */
  async all(): Promise<Viewer[]> {
    const people = await database.entities.find(
      PersonEntity,
      { $not: { subject: { $like: "system:%" } } },
      { populate: ["force"], orderBy: { id: "asc" } },
    );
    return people.map(viewerFrom);
  },
});

function viewerFrom(person: PersonEntity): Viewer {
  return {
    personId: person.id,
    subject: person.subject,
    displayName: person.displayName,
    role: person.role,
    forceCode: person.force?.unwrap().code ?? null,
  };
}

import { oneEach } from "./loaders.js";

/** The name shown for whoever last changed a row. */
export const personById = oneEach<{ readonly id: string; readonly displayName: string }>(
  (database, ids) =>
    database.rows(`select id::text as "id", display_name as "displayName" from people where id = any($1::bigint[])`, [
      ids,
    ]),
  (person) => person.id,
);

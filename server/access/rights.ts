import { acts, matrix, type Act, type Role } from "./matrix.js";

/** The matrix as rows of the table `role_rights`. */
export const rightsRows = (Object.keys(matrix) as Act[]).flatMap((act) =>
  (Object.keys(matrix[act]) as Role[]).flatMap((role) =>
    (matrix[act][role] ?? []).map((ownership) => ({ act, role, ownership, changes: acts[act].changes })),
  ),
);

/** A statement, for the owner, that makes the rights which PostgreSQL reads those of the matrix. It changes only what differs. */
export const rightsStatement = `
  with wanted as (
    select * from jsonb_to_recordset('${JSON.stringify(rightsRows)}') as r(act text, role membership_role, ownership text, changes boolean)),
  gone as (
    delete from role_rights r where not exists (
      select from wanted w where (w.act, w.role, w.ownership, w.changes) = (r.act, r.role, r.ownership, r.changes)))
  insert into role_rights (act, role, ownership, changes)
  select w.act, w.role, w.ownership, w.changes from wanted w
  where not exists (select from role_rights r where (r.act, r.role, r.ownership, r.changes) = (w.act, w.role, w.ownership, w.changes))
  on conflict (act, role, ownership) do update set changes = excluded.changes`;

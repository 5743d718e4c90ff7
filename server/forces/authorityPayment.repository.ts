import { type Database } from "../database/database.js";
import { manyEach } from "../graph/loaders.js";
import { type Money } from "../shared/money.js";
import { yearName } from "../shared/period.js";
import { type AuthorityPayment } from "./authorityPayment.types.js";

/** What authorities expect to pay, by authority, latest year first. */
export const paymentsOfAuthority = manyEach<AuthorityPayment>(
  async (database, ids) => {
    const rows = await database.rows<Omit<AuthorityPayment, "financialYear"> & { readonly year: number }>(
      `select authority_id::text as "authorityId", financial_year as year, expected_gross::text as "expectedGross", source
       from authority_payments where authority_id = any($1::bigint[]) order by financial_year desc`,
      [ids],
    );
    return rows.map(({ year, ...rest }) => ({ ...rest, financialYear: yearName(year) }));
  },
  (payment) => payment.authorityId,
);

/** Sets what is expected for a year, or with a null takes it away; gives what stood there, or null. */
export async function setPayment(
  transaction: Database,
  authorityId: string,
  year: number,
  expectedGross: Money | null,
  source: string | null,
): Promise<Money | null> {
  const before = await transaction.row<{ amount: Money }>(
    `select expected_gross::text as amount from authority_payments
     where authority_id = $1::bigint and financial_year = $2 for update`,
    [authorityId, year],
  );
  if (expectedGross === null) {
    await transaction.rows("delete from authority_payments where authority_id = $1::bigint and financial_year = $2", [
      authorityId,
      year,
    ]);
  } else {
    await transaction.rows(
      `insert into authority_payments (authority_id, financial_year, expected_gross, source) values ($1, $2, $3, $4)
       on conflict (authority_id, financial_year) do update
       set expected_gross = excluded.expected_gross, source = excluded.source`,
      [authorityId, year, expectedGross, source],
    );
  }
  return before?.amount ?? null;
}

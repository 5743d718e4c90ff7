import { todayInTheUnitedKingdom } from "../../server/clock.js";
import { query } from "./data/build.js";
import { type Samples } from "./workloads.js";

/** What the questions of the workloads are made of, looked up in the database. */
export async function samplesOf(url: string): Promise<Samples> {
  const [row] = await query<{ samples: Omit<Samples, "today"> }>(
    url,
    `select json_build_object(
       'levels', array['LOCAL', 'SUB_REGIONAL', 'REGIONAL', 'NATIONAL_FRAMEWORK'],
       'categories', (select json_agg(json_build_object('id', id::text, 'name', name)) from (
         select id, name from categories where scheme = 'LOCAL' order by id limit 40) k),
       'references', (select json_agg(reference) from (
         select reference from contracts where id % 5 in (1, 4) order by hashint8(id) limit 400) c),
       'kpis', array['SPEND', 'SPEND_ON_CONTRACT', 'COMPLIANCE', 'CONTRACTS_MANAGED', 'SAVINGS', 'SAVINGS_CASHABLE',
         'SAVINGS_RATIO', 'COLLAB_SPEND', 'SME_SPEND', 'EXPIRING_6', 'REGISTER_COMPLETE'],
       'forces', (select json_agg(code order by code) from forces),
       'periods', (select json_agg(json_build_object('name', quarter_name(financial_year, quarter), 'year', financial_year,
           'quarter', quarter) order by financial_year, quarter)
         from (select distinct financial_year, quarter from kpi_figures) q)) as samples`,
  );
  if (!row) throw new Error("The benchmark database tells nothing of itself.");
  return { ...row.samples, today: todayInTheUnitedKingdom() };
}

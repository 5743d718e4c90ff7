import { randomUUID } from "node:crypto";
import pg from "pg";
import { median } from "./measure.js";
import { type Party, type PartyName } from "./parties.js";
import { type Figures } from "./report.js";

/** Rows of one publish. */
const ROWS = 5_000;
/** PostGraphile's generated mutations are timed for this many rows and counted up: all of them take a quarter of a minute. */
const MUTATION_ROWS = 250;

/** What is changed: a note, which moves no figure, or the annual value, from which KPI figures are made. */
export type PublishField = "note" | "annualValue";
const columnOf = { note: "note", annualValue: "annual_value" } as const;
const typeOf = { note: "text", annualValue: "numeric" } as const;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly value: string;
}
interface Way {
  readonly label: string;
  readonly party: Party;
  readonly rows: number;
  readonly publish: (rows: readonly Row[]) => Promise<unknown>;
}

/**
 * W6: thousands of changed rows in one go. Every way changes other rows, what it did is looked up in the database, and the
 * table is vacuumed after each.
 */
export async function measurePublishes(
  field: PublishField,
  parties: readonly Party[],
  ownerUrl: string,
  rounds: number,
  postgresCpuMs: () => number | null,
): Promise<Figures[]> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rows: counted } = await owner.query<{ count: number }>("select count(*)::integer as count from contracts");
    const contracts = counted[0]?.count ?? 0;
    const size = Math.min(ROWS, contracts);
    const samples = new Map<
      string,
      { ms: number; server: number | null; postgres: number | null; peak: number | null }[]
    >();
    const ways = waysOf(field, parties, size);
    for (let round = -1; round < rounds; round += 1) {
      for (const [place, way] of ways.entries()) {
        const from = ((round + 2) * 7_919 * (place + 1)) % Math.max(1, contracts - way.rows);
        const { rows } = await owner.query<Row>(
          `select id::text, version, (1000 + (id * 37 + $2) % 900000 + 0.25)::numeric(14,2)::text as value
           from contracts where id > $1 order by id limit $3`,
          [from, (round + 2) * 100 + place, way.rows],
        );
        way.party.forgetPeak();
        const [server, postgres] = [await way.party.cpuMs(), postgresCpuMs()];
        const started = performance.now();
        await way.publish(rows);
        const ms = performance.now() - started;
        const [serverAfter, postgresAfter] = [await way.party.cpuMs(), postgresCpuMs()];
        await checkPublished(owner, field, way.label, rows);
        await owner.query("vacuum contracts");
        if (round < 0) continue;
        const scale = size / way.rows;
        const list = samples.get(way.label) ?? [];
        samples.set(way.label, list);
        list.push({
          ms: ms * scale,
          server: server === null || serverAfter === null ? null : (serverAfter - server) * scale,
          postgres: postgres === null || postgresAfter === null ? null : (postgresAfter - postgres) * scale,
          peak: way.party.peakMb(),
        });
      }
    }
    return ways.map(({ label, party }) => {
      const list = samples.get(label) ?? [];
      const middle = (pick: (sample: (typeof list)[number]) => number | null): number | null => {
        const known = list.map(pick).filter((value) => value !== null);
        return known.length === 0 ? null : median(known);
      };
      return {
        workload: field === "note" ? "W6" : "W6v",
        label,
        party: party.name,
        rounds: list.map(({ ms }) => 1000 / ms),
        p50: middle(({ ms }) => ms) ?? 0,
        p99: Math.max(...list.map(({ ms }) => ms)),
        serverCpu: middle(({ server }) => server),
        postgresCpu: middle(({ postgres }) => postgres),
        peakMb: list.some(({ peak }) => peak !== null) ? Math.max(...list.map(({ peak }) => peak ?? 0)) : null,
      };
    });
  } finally {
    await owner.end();
  }
}

function waysOf(field: PublishField, parties: readonly Party[], size: number): Way[] {
  const way = (
    name: PartyName,
    form: string,
    rows: number,
    publish: (party: Party, rows: readonly Row[]) => Promise<unknown>,
  ) =>
    parties
      .filter((party) => party.name === name)
      .map((party): Way => ({ label: `${name}${form}`, party, rows, publish: (given) => publish(party, given) }));
  // As the add-in asks, with every field of the input.
  const publishChanges = (party: Party, rows: readonly Row[]) =>
    party.ask({
      path: "/graphql/bulk",
      body: JSON.stringify({
        query: `mutation Publish($input: ChangesInput!, $key: String!) { publishChanges(input: $input, idempotencyKey: $key) {
            receipt counts { applied conflicts rejected } userErrors { code message }
            results { id reference status version appliedFields conflicts { field } errors { code message } } } }`,
        variables: {
          key: randomUUID(),
          input: {
            dataset: "CONTRACTS",
            inserts: [],
            deletes: [],
            mode: "APPLY_VALID",
            reason: null,
            workbook: "Register.xlsx",
            rows: rows.map(({ id, version, value }) => ({
              id: `contract_${id}`,
              version,
              cells: [{ field, value }],
            })),
          },
        },
      }),
    });
  return [
    ...way("Sevenfold", "", size, publishChanges),
    ...way("Sevenfold before", "", size, publishChanges),
    ...way("PostGraphile", "", size, (party, rows) =>
      party.ask({
        path: "/graphql",
        body: JSON.stringify({
          query:
            "mutation Update($f: String!, $r: JSON!) { benchUpdateContracts(input: {field: $f, requests: $r}) { result } }",
          variables: { f: field, r: rows.map(({ id, version, value }) => [id, version, value]) },
        }),
      }),
    ),
    ...way("PostGraphile", ", mutations", Math.min(MUTATION_ROWS, size), (party, rows) =>
      party.ask({
        path: "/graphql",
        body: JSON.stringify({
          query: `mutation { ${rows
            .map(
              ({ id, value }, row) =>
                `m${row}: updateContractByRowId(input: {rowId: "${id}", contractPatch: {${field}: "${value}"}}) { clientMutationId }`,
            )
            .join("\n")} }`,
        }),
      }),
    ),
    ...way("plain", "", size, (party, rows) =>
      party.ask({ path: "/publish", body: JSON.stringify({ key: randomUUID(), field, rows }) }),
    ),
    ...way("bare SQL", "", size, (party, rows) =>
      party.ask({
        statement: {
          name: `bare_update_${field}`,
          text: `with r as (select * from unnest($1::bigint[], $2::integer[], $3::${typeOf[field]}[]) r(id, version, value)),
            u as (update contracts c set ${columnOf[field]} = r.value from r where c.id = r.id and c.version = r.version returning c.id)
            select count(*)::text as answer from u`,
        },
        values: [rows.map(({ id }) => id), rows.map(({ version }) => version), rows.map(({ value }) => value)],
      }),
    ),
  ];
}

/** Each row has its new value and the version after the one it had, and its past is kept. */
async function checkPublished(
  owner: pg.Client,
  field: PublishField,
  label: string,
  rows: readonly Row[],
): Promise<void> {
  const { rows: found } = await owner.query<{ count: number }>(
    `select count(*)::integer as count
     from unnest($1::bigint[], $2::integer[], $3::${typeOf[field]}[]) r(id, version, value)
     join contracts c on c.id = r.id and c.version = r.version + 1 and c.${columnOf[field]} = r.value
     join contract_history h on h.id = r.id and h.version = r.version`,
    [rows.map(({ id }) => id), rows.map(({ version }) => version), rows.map(({ value }) => value)],
  );
  if (found[0]?.count !== rows.length) {
    throw new Error(`W6: ${label} was given ${rows.length} rows and changed ${found[0]?.count} of them as asked.`);
  }
}

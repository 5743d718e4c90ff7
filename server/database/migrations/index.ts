import { Migration20261122000001_organisations } from "./Migration20261122000001_organisations.js";
import { Migration20261122000002_suppliers } from "./Migration20261122000002_suppliers.js";
import { Migration20261122000003_contracts } from "./Migration20261122000003_contracts.js";
import { Migration20261122000004_spend } from "./Migration20261122000004_spend.js";
import { Migration20261122000005_savings } from "./Migration20261122000005_savings.js";
import { Migration20261122000006_kpis } from "./Migration20261122000006_kpis.js";
import { Migration20261122000007_audit } from "./Migration20261122000007_audit.js";

/** Every migration, oldest first. A list, not a folder scan, so that start-up, tests and a bundle see the same ones. */
export const migrations = [
  Migration20261122000001_organisations,
  Migration20261122000002_suppliers,
  Migration20261122000003_contracts,
  Migration20261122000004_spend,
  Migration20261122000005_savings,
  Migration20261122000006_kpis,
  Migration20261122000007_audit,
].map((migration) => ({ name: migration.name, class: migration }));

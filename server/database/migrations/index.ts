import { Migration20261122000001_organisations } from "./Migration20261122000001_organisations.js";
import { Migration20261122000002_suppliers } from "./Migration20261122000002_suppliers.js";
import { Migration20261122000003_contracts } from "./Migration20261122000003_contracts.js";
import { Migration20261122000004_spend } from "./Migration20261122000004_spend.js";
import { Migration20261122000005_savings } from "./Migration20261122000005_savings.js";
import { Migration20261122000006_kpis } from "./Migration20261122000006_kpis.js";
import { Migration20261122000007_audit } from "./Migration20261122000007_audit.js";
import { Migration20261122000008_spend_loads } from "./Migration20261122000008_spend_loads.js";
import { Migration20261122000009_saving_gates } from "./Migration20261122000009_saving_gates.js";
import { Migration20261122000010_register } from "./Migration20261122000010_register.js";
import { Migration20261122000011_kpi_sources } from "./Migration20261122000011_kpi_sources.js";
import { Migration20261122000012_status_inlined } from "./Migration20261122000012_status_inlined.js";
import { Migration20261122000013_rights } from "./Migration20261122000013_rights.js";
import { Migration20261122000014_identity } from "./Migration20261122000014_identity.js";
import { Migration20261122000015_history_audit } from "./Migration20261122000015_history_audit.js";
import { Migration20261122000016_domain_rates } from "./Migration20261122000016_domain_rates.js";
import { Migration20261122000020_row_rights } from "./Migration20261122000020_row_rights.js";
import { Migration20261122000021_supplier_sums } from "./Migration20261122000021_supplier_sums.js";
import { Migration20261122000022_publish_speed } from "./Migration20261122000022_publish_speed.js";
import { Migration20261122000023_accounts_undo } from "./Migration20261122000023_accounts_undo.js";
import { Migration20261122000024_read_speed } from "./Migration20261122000024_read_speed.js";
import { Migration20261122000027_touched_sets } from "./Migration20261122000027_touched_sets.js";
import { Migration20261122000028_write_speed } from "./Migration20261122000028_write_speed.js";
import { Migration20261122000029_moved_contracts } from "./Migration20261122000029_moved_contracts.js";
import { Migration20261122000030_open_items } from "./Migration20261122000030_open_items.js";

/** Every migration, oldest first. A list, not a folder scan, so that start-up, tests and a bundle see the same ones. */
export const migrations = [
  Migration20261122000001_organisations,
  Migration20261122000002_suppliers,
  Migration20261122000003_contracts,
  Migration20261122000004_spend,
  Migration20261122000005_savings,
  Migration20261122000006_kpis,
  Migration20261122000007_audit,
  Migration20261122000008_spend_loads,
  Migration20261122000009_saving_gates,
  Migration20261122000010_register,
  Migration20261122000011_kpi_sources,
  Migration20261122000012_status_inlined,
  Migration20261122000013_rights,
  Migration20261122000014_identity,
  Migration20261122000015_history_audit,
  Migration20261122000016_domain_rates,
  Migration20261122000020_row_rights,
  Migration20261122000021_supplier_sums,
  Migration20261122000022_publish_speed,
  Migration20261122000023_accounts_undo,
  Migration20261122000024_read_speed,
  Migration20261122000027_touched_sets,
  Migration20261122000028_write_speed,
  Migration20261122000029_moved_contracts,
  Migration20261122000030_open_items,
].map((migration) => ({ name: migration.name, class: migration }));

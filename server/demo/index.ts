import { type Database } from "../database/database.js";
import { refreshFigures, syncDefinitions } from "../kpis/kpi.repository.js";
import { rephase } from "../savings/savingWrites.repository.js";
import { writeDemoClaims } from "./claims.js";
import { writeBoundaries } from "./boundaries.js";
import { demoData } from "./demo.js";
import * as repository from "./demo.repository.js";
import { writeRegister } from "./register.repository.js";
import { writeSavingApprovals } from "./savingApprovals.js";
import { writeDemoSocialValue } from "./socialValue.js";
import { writeDemoWaivers } from "./waivers.js";

export { DEMO_TODAY } from "./contracts.js";

/**
 * Fills an empty database with illustrative data about seven forces: about 250 suppliers, 1,500 contracts, 400 savings and
 * 30,000 spend lines, with KPI figures and people for the local sign-in. The same rows every time.
 *
 * Shape: true if it wrote them; false, and nothing changed, where there are forces already.
 */
export async function seedDemo(database: Database): Promise<boolean> {
  if (await repository.hasForces(database)) return false;
  const data = demoData();
  await database.transaction(async (transaction) => {
    await syncDefinitions(transaction);
    await repository.writeOrganisations(transaction);
    await writeBoundaries(transaction);
    await repository.writeSuppliers(transaction, data);
    await repository.writeContracts(transaction, data);
    await writeRegister(transaction, data);
    const savingIds = await repository.writeSavings(transaction, data);
    await writeSavingApprovals(transaction);
    await repository.writeSpend(transaction, data);
    await rephase(transaction, savingIds);
    await writeDemoClaims(transaction);
    await writeDemoSocialValue(transaction);
    await writeDemoWaivers(transaction);
    await repository.analyse(transaction);
    await refreshFigures(transaction);
  });
  return true;
}

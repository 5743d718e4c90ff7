import { contractProjections } from "./contracts/contract.projection.js";
import { forceProjections } from "./forces/force.projection.js";
import { projectionsOf } from "./graph/projection/projection.js";
import { kpiProjections } from "./kpis/kpi.projection.js";
import { savingProjections } from "./savings/saving.projection.js";
import { supplierProjections } from "./suppliers/supplier.projection.js";

/** Every type that one statement can read with everything under it: no rule of its own. */
export const projections = projectionsOf([
  ...contractProjections,
  ...forceProjections,
  ...kpiProjections,
  ...savingProjections,
  ...supplierProjections,
]);

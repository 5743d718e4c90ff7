import { joined, nodeIdOf, personName, type Projection } from "../graph/projection/projection.js";
import { figureColumns, overrideColumns } from "./kpi.list.js";
import { definitionFields } from "./kpi.repository.js";

/** KPI figures, as one statement reads them. The resolvers say the same. */
export const kpiProjections: readonly (Partial<Projection> & Pick<Projection, "type">)[] = [
  {
    type: "KpiFigure",
    columns: figureColumns,
    fields: {
      id: nodeIdOf("kpi_figure", "r.id"),
      definition: joined(),
      force: joined("f.id is not null"),
      collaboration: joined("g.id is not null"),
      ragOverride: joined("v.id is not null"),
    },
  },
  { type: "KpiDefinition", columns: definitionFields },
  { type: "RagOverride", columns: overrideColumns, fields: { setBy: personName("v.set_by_id") } },
];

import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import type { SheetColumn } from "../../../../addin/api/operations.js";
import { FilterEditor } from "../../../../addin/taskpane/screens/data/FilterEditor.js";
import { emptyFilter } from "../../../../addin/taskpane/screens/data/filters.js";

const SUPPLIER: SheetColumn = {
  ...{ field: "supplier", label: "Supplier", description: "", type: "LOOKUP", unit: null, editable: true },
  ...{ required: false, choices: null, hasLookup: true },
};

/** One filter by a column that is looked up, on a page of its own. */
function Page() {
  const [filter, setFilter] = useState(emptyFilter("supplier"));
  return (
    <FluentProvider theme={webLightTheme}>
      <FilterEditor
        dataset="CONTRACTS"
        column={SUPPLIER}
        filter={filter}
        onChange={setFilter}
        onRemove={() => undefined}
      />
      <output aria-label="Values">{filter.values.join(", ")}</output>
    </FluentProvider>
  );
}

createRoot(document.getElementById("filter")!).render(<Page />);

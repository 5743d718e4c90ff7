import { Body1, Tab, TabList } from "@fluentui/react-components";
import { useState } from "react";
import { usePane } from "../../hooks/usePane.js";
import { CellOrigin } from "./CellOrigin.js";
import { PublishList } from "./PublishList.js";

/** Where the selected cell's value comes from, and what was published. */
export function History() {
  const { viewer } = usePane();
  const [part, setPart] = useState<"cell" | "publishes">("cell");
  if (!viewer) return <Body1 as="p">Sign in on Home first; then see where a figure comes from.</Body1>;
  return (
    <>
      <TabList
        size="small"
        appearance="subtle"
        aria-label="History"
        selectedValue={part}
        onTabSelect={(_, { value }) => setPart(value as "cell" | "publishes")}
      >
        <Tab value="cell">Where from?</Tab>
        <Tab value="publishes">Publishes</Tab>
      </TabList>
      {part === "cell" ? <CellOrigin /> : <PublishList />}
    </>
  );
}

import { Button } from "@fluentui/react-components";
import { usePane } from "../hooks/usePane.js";

/** From a screen that links something back to what is linked. */
export function BackButton() {
  const { show } = usePane();
  return (
    <Button appearance="subtle" onClick={() => show("data")}>
      Back
    </Button>
  );
}

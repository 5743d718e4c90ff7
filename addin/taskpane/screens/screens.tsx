import { Body1, Button } from "@fluentui/react-components";
import { lazy, type ComponentType } from "react";

/** Home is there at once; the other screens come once the pane has nothing else to do, or when one is asked for. */
const others = () => import("./others.js");
type Others = Awaited<ReturnType<typeof others>>;

/** A screen that could not be fetched says so in its own place: the rest of the pane goes on. */
const later = <Props extends object>(pick: (all: Others) => ComponentType<Props>) =>
  lazy(async () => ({ default: await others().then(pick, (): ComponentType<Props> => NotFetched) }));

export const Data = later((all) => all.Data);
export const Pull = later((all) => all.Pull);
export const Adopt = later((all) => all.Adopt);
export const LinkCell = later((all) => all.LinkCell);
export const Changes = later((all) => all.Changes);
export const History = later((all) => all.History);
export const Settings = later((all) => all.Settings);

function NotFetched() {
  return (
    <>
      <Body1 as="p">
        This screen could not be loaded. Check the connection, then open the pane again; the workbook stays as it is.
      </Body1>
      <div>
        <Button onClick={() => window.location.reload()}>Open again</Button>
      </div>
    </>
  );
}

/** Fetches the other screens while the pane is idle, so that they are there without a connection too. */
export function fetchScreens(): void {
  const fetchNow = () => void others().catch(() => undefined); // Asking for a screen says so.
  // Some webviews have no idle callback.
  if (typeof window.requestIdleCallback === "function") window.requestIdleCallback(fetchNow, { timeout: 3_000 });
  else setTimeout(fetchNow, 1_000);
}

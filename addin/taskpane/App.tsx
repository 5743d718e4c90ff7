import { Button, Caption1, FluentProvider, Spinner, Tab, TabList } from "@fluentui/react-components";
import { Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { linkedCellEdits, linkedTables, type LinkedTable } from "../commands/linkedTables.js";
import { failed, type Outcome } from "../commands/outcome.js";
import { connectRibbon, showRibbonState } from "../commands/ribbon.js";
import { signOut } from "../commands/signOut.js";
import { OutcomeBar } from "./components/OutcomeBar.js";
import { PaneContext, type PaneState, type Screen } from "./hooks/usePane.js";
import { useTabKey } from "./hooks/useTabKey.js";
import { useViewer } from "./hooks/useViewer.js";
import { Home } from "./screens/home/Home.js";
import { SignInAgain } from "./screens/home/SignIn.js";
import { Adopt, Changes, Data, fetchScreens, History, LinkCell, Pull, Settings } from "./screens/screens.js";
import { darkTheme, lightTheme } from "./theme.js";

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
const onDarkChange = (changed: () => void) => {
  darkQuery.addEventListener("change", changed);
  return () => darkQuery.removeEventListener("change", changed);
};

/** Longer work than this is not done on the side. */
const LONGEST_ASIDE_MS = 400;

/** The pane: navigation on top, one screen, who is signed in at the foot. */
export function App({ isInWorkbook }: { readonly isInWorkbook: boolean }) {
  const isDark = useSyncExternalStore(onDarkChange, () => darkQuery.matches);
  const { viewer, problem, isExpired } = useViewer();
  useTabKey();
  const [screen, setScreen] = useState<Screen>("home");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [tables, setTables] = useState<readonly LinkedTable[]>();
  const [cellEdits, setCellEdits] = useState(0);
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const [visits, setVisits] = useState(0);
  const main = useRef<HTMLElement>(null);
  const lastReadMs = useRef(0);
  const readings = useRef(0);
  const acts = useRef(0);

  const readTables = useCallback(async () => {
    if (!isInWorkbook) return setTables([]);
    const started = performance.now();
    const reading = ++readings.current;
    try {
      const [nextTables, nextCellEdits] = [await linkedTables(), await linkedCellEdits()];
      // A later reading knows better.
      if (reading !== readings.current) return;
      setTables(nextTables);
      setCellEdits(nextCellEdits);
    } catch (error) {
      setOutcome(failed(error));
    }
    lastReadMs.current = performance.now() - started;
  }, [isInWorkbook]);

  const show = useCallback((next: Screen) => {
    setScreen(next);
    // Asking for the screen that is shown is asking it to look again.
    setVisits((before) => before + 1);
    setOutcome(null);
    // Never takes the keyboard from somebody who is typing in the grid by now.
    if (document.hasFocus()) main.current?.focus();
  }, []);
  const run = useCallback(
    async (name: string, act: () => Promise<Outcome>) => {
      acts.current += 1;
      setBusyWith(name);
      const came = await act().catch(failed);
      acts.current -= 1;
      setOutcome(came);
      // What the act brought can be acted on as soon as it is seen: counting the edits of large tables takes a while.
      if (acts.current === 0) setBusyWith(null);
      // Until then it is not known that nothing is linked.
      setTables((before) => (before?.length === 0 ? undefined : before));
      void readTables();
      return came;
    },
    [readTables],
  );

  useEffect(() => {
    void readTables();
    // Somebody coming back from the grid has probably edited something. Large tables are counted by acts alone.
    const again = () => {
      if (lastReadMs.current < LONGEST_ASIDE_MS) void readTables();
    };
    window.addEventListener("focus", again);
    return () => window.removeEventListener("focus", again);
  }, [readTables]);
  useEffect(() => {
    if (!isInWorkbook) return;
    const tellAndRead = (told: Outcome) => {
      setOutcome(told);
      void readTables();
    };
    connectRibbon({ show, tell: tellAndRead });
  }, [isInWorkbook, show, readTables]);

  useEffect(fetchScreens, []);
  useEffect(() => {
    if (isInWorkbook) void showRibbonState(viewer !== null || problem !== null);
  }, [isInWorkbook, viewer, problem, tables]);

  const edits = (tables ?? []).reduce((sum, table) => sum + (table.edits ?? 0), cellEdits);
  const pane: PaneState = { viewer, isInWorkbook, tables, cellEdits, busyWith, show, tell: setOutcome, run };
  return (
    <FluentProvider theme={isDark ? darkTheme : lightTheme}>
      <PaneContext value={pane}>
        <div className="pane">
          <header className="pane-head">
            <h1 className="unseen">Sevenfold</h1>
            <nav aria-label="Sevenfold">
              <TabList
                size="small"
                selectedValue={["pull", "adopt", "link"].includes(screen) ? "data" : screen}
                onTabSelect={(_, { value }) => show(value as Screen)}
              >
                <Tab value="home">Home</Tab>
                <Tab value="data">Data</Tab>
                <Tab value="changes">{edits > 0 ? `Changes (${edits})` : "Changes"}</Tab>
                <Tab value="history">History</Tab>
              </TabList>
            </nav>
          </header>
          <main className="pane-main" ref={main} tabIndex={-1}>
            <OutcomeBar outcome={outcome} onDismiss={() => setOutcome(null)} />
            {busyWith !== null && <Spinner size="tiny" labelPosition="after" label={`${busyWith}…`} />}
            {isExpired && <SignInAgain />}
            <Suspense fallback={<Spinner size="tiny" labelPosition="after" label="Opening…" />}>
              {screen === "home" && <Home problem={problem} />}
              {screen === "data" && <Data />}
              {screen === "pull" && <Pull />}
              {screen === "adopt" && <Adopt />}
              {screen === "link" && <LinkCell />}
              {screen === "changes" && <Changes edits={edits} />}
              {screen === "history" && <History key={visits} />}
              {screen === "settings" && <Settings />}
            </Suspense>
          </main>
          <footer className="pane-foot">
            <Caption1 className="quiet">{viewer ? viewer.displayName : "Not signed in"}</Caption1>
            <div className="row tight">
              <Button size="small" appearance="subtle" onClick={() => show("settings")}>
                Settings
              </Button>
              {viewer && (
                <Button size="small" appearance="subtle" onClick={() => void run("Signing out", async () => signOut())}>
                  Sign out
                </Button>
              )}
            </div>
          </footer>
        </div>
      </PaneContext>
    </FluentProvider>
  );
}

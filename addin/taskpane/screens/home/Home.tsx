import { Body1, Button, Spinner, Subtitle2 } from "@fluentui/react-components";
import { counted } from "../../../commands/outcome.js";
import { refreshAll } from "../../../commands/refreshAll.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownMoment } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";
import { SignIn } from "./SignIn.js";

/** What needs doing, most urgent first; before sign-in, what this is. */
export function Home({ problem, edits }: { readonly problem: string | null; readonly edits: number }) {
  const { viewer } = usePane();
  if (viewer === undefined) return <Spinner size="tiny" labelPosition="after" label="Checking your sign-in…" />;
  if (viewer === null) return <SignIn problem={problem} />;
  return <SignedIn edits={edits} />;
}

const ROLES = { EDITOR: "Editor: you can pull, edit and publish.", VIEWER: "Viewer: you can pull, but not publish." };

function SignedIn({ edits }: { readonly edits: number }) {
  const { viewer, tables, show, run, busyWith, isInWorkbook } = usePane();
  if (!viewer) return null;
  const linked = tables ?? [];
  const gone = linked.filter((table) => table.sheetName === null);
  const oldest = linked.map((table) => table.binding.readAt).sort()[0];
  return (
    <>
      <section className="stack tight" aria-labelledby="who">
        <Subtitle2 as="h2" id="who">
          {viewer.displayName}
        </Subtitle2>
        <Body1 as="p" className="quiet">
          {viewer.force?.name ?? "Whole collaboration"}. {ROLES[viewer.role]}
        </Body1>
      </section>
      {!isInWorkbook && (
        <Body1 as="p" className="card problem">
          This page is open without a workbook. Open Sevenfold from the Sevenfold tab in Excel.
        </Body1>
      )}
      <section className="stack" aria-labelledby="to-do">
        <Subtitle2 as="h2" id="to-do">
          In this workbook
        </Subtitle2>
        {edits > 0 && (
          <div className="card row spread">
            <Body1>{counted(edits, "edit")} not published</Body1>
            <Button appearance="primary" onClick={() => show("changes")}>
              Review changes
            </Button>
          </div>
        )}
        {gone.length > 0 && (
          <div className="card problem row spread">
            <Body1>{counted(gone.length, "linked table was", "linked tables were")} deleted from the workbook</Body1>
            <Button onClick={() => show("data")}>See tables</Button>
          </div>
        )}
        <Body1 as="p">
          {linked.length === 0
            ? "Nothing is linked yet. Pull contracts, savings or KPIs to start."
            : `${counted(linked.length, "linked table")}, last read ${oldest ? shownMoment(oldest) : "never"}.`}
        </Body1>
      </section>
      <div className="row">
        <ReasonedButton
          reason={isInWorkbook ? null : "Needs a workbook."}
          appearance={linked.length === 0 ? "primary" : "secondary"}
          onClick={() => show("pull")}
        >
          Pull table
        </ReasonedButton>
        {linked.length > 0 && (
          <ReasonedButton
            reason={busyWith === null ? null : "Wait until this is done."}
            onClick={() => void run("Refreshing", refreshAll)}
          >
            Refresh all
          </ReasonedButton>
        )}
      </div>
    </>
  );
}

import { Body1, Button, Spinner, Subtitle2 } from "@fluentui/react-components";
import { counted, type Outcome } from "../../../commands/outcome.js";
import { refreshAll } from "../../../commands/refreshAll.js";
import { missedTargets, pullMissedTargets, toDoList, type ToDo } from "../../../commands/toDo.js";
import { unansweredPublish } from "../../../commands/unansweredPublish.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownMemberships, shownMoment } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";
import { SignIn } from "./SignIn.js";

/** What needs doing, most urgent first; before sign-in, what this is. */
export function Home({ problem }: { readonly problem: string | null }) {
  const { viewer } = usePane();
  if (viewer === undefined) return <Spinner size="tiny" labelPosition="after" label="Checking your sign-in…" />;
  if (viewer === null) return <SignIn problem={problem} />;
  return <SignedIn />;
}

function SignedIn() {
  const { viewer, tables, cellEdits, show, run, busyWith, isInWorkbook } = usePane();
  if (!viewer) return null;
  const linked = tables ?? [];
  const list = toDoList(linked, unansweredPublish() !== null, new Date(), cellEdits);
  const oldest = linked.map((table) => table.binding.readAt).sort()[0];
  return (
    <>
      <section className="stack tight" aria-labelledby="who">
        <Subtitle2 as="h2" id="who">
          {viewer.displayName}
        </Subtitle2>
        <Body1 as="p" className="quiet">
          {viewer.force?.name ?? "Whole collaboration"}. {shownMemberships(viewer.memberships)}.
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
        {list.length > 0 && (
          <ol className="plain-list stack" aria-label="What needs doing, most urgent first">
            {list.map((toDo) => (
              <ToDoCard key={toDo.key} toDo={toDo} />
            ))}
          </ol>
        )}
        <Body1 as="p">
          {linked.length === 0
            ? "Nothing is linked yet. Pull a table of contracts, savings or KPIs, or adopt one that you have already."
            : `${counted(linked.length, "linked table")}, last read ${oldest ? shownMoment(oldest) : "never"}.${list.length === 0 ? " Nothing needs doing." : ""}`}
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
        {linked.length === 0 && isInWorkbook && <Button onClick={() => show("adopt")}>Adopt table</Button>}
        {linked.length > 0 && (
          <ReasonedButton
            reason={busyWith === null ? null : "Wait until this is done."}
            onClick={() => void run("Refreshing", refreshAll)}
          >
            Refresh all
          </ReasonedButton>
        )}
      </div>
      <Targets />
    </>
  );
}

function ToDoCard({ toDo }: { readonly toDo: ToDo }) {
  const { show, run, busyWith } = usePane();
  const act = (name: string, work: () => Promise<Outcome>) => () => void run(name, work);
  const [label, onClick] = {
    UNANSWERED: ["Ask again", () => show("changes")],
    CONFLICTS: ["Settle conflicts", () => show("changes")],
    EDITS: ["Review changes", () => show("changes")],
    DELETED: ["See tables", () => show("data")],
    UNREADABLE: ["See tables", () => show("data")],
    STALE: ["Refresh all", act("Refreshing", refreshAll)],
    GONE_ROWS: ["See rows", () => show("changes")],
  }[toDo.key] as [string, () => void];
  return (
    <li className={`card row spread ${toDo.isUrgent ? "problem" : ""}`}>
      <Body1>{toDo.text}</Body1>
      <Button disabledFocusable={busyWith !== null} onClick={onClick}>
        {label}
      </Button>
    </li>
  );
}

const MOST_NAMED = 4;

/** KPIs that missed their targets, for somebody whose business they are. */
function Targets() {
  const { viewer, run, busyWith, isInWorkbook } = usePane();
  const missed = useAsked(viewer ? `targets of ${viewer.force?.code ?? "all"}` : null, (signal) =>
    missedTargets(viewer?.force ?? null, { signal }),
  );
  // A server that cannot be asked says so wherever something is done; nothing is missing here without this.
  const found = missed.value;
  if (!found) return null;
  const more = found.figures.length - MOST_NAMED;
  return (
    <section className="stack" aria-labelledby="targets">
      <Subtitle2 as="h2" id="targets">
        Targets missed
      </Subtitle2>
      <div className="card stack">
        <Body1 as="p">
          {`${counted(found.figures.length, "figure")} red in ${found.period}: ${found.figures.slice(0, MOST_NAMED).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`}
        </Body1>
        {isInWorkbook && (
          <div>
            <Button
              size="small"
              disabledFocusable={busyWith !== null}
              onClick={() => void run("Pulling", () => pullMissedTargets(found))}
            >
              Pull them as a table
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

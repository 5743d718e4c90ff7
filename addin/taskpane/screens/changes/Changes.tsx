import { Body1, Button, Checkbox, Field, ProgressBar, Spinner, Subtitle2, Textarea } from "@fluentui/react-components";
import { useCallback, useEffect, useRef, useState } from "react";
import { discardChanges } from "../../../commands/discardChanges.js";
import { attention, counted, done, failed, type Outcome } from "../../../commands/outcome.js";
import { reviewChanges } from "../../../commands/previewChanges.js";
import {
  publishAgain,
  publishReviewed,
  type PublishProgress,
  type Publishing,
  type Receipt,
} from "../../../commands/publishChanges.js";
import { listsOf, type ConflictItem, type Review } from "../../../commands/review.js";
import { takeTheirs } from "../../../commands/takeTheirs.js";
import { unansweredPublish } from "../../../commands/unansweredPublish.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { usePane } from "../../hooks/usePane.js";
import { ConflictList } from "./ConflictList.js";
import { ProblemList, ReadyList } from "./ItemLists.js";
import { ReceiptList } from "./ReceiptList.js";
import { RecentPublishes } from "./RecentPublishes.js";
import { RowActs } from "./RowActs.js";

const SETTLING = "Taking theirs";

/** Review what was edited, settle conflicts, publish, see the receipt. */
export function Changes({ edits }: { readonly edits: number }) {
  const { viewer, isInWorkbook, tables, busyWith, run } = usePane();
  const [review, setReview] = useState<Review | null>(null);
  const [withFormulas, setWithFormulas] = useState(false);
  const [keepMine, setKeepMine] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const [receipts, setReceipts] = useState<readonly Receipt[]>([]);
  const [progress, setProgress] = useState<PublishProgress | null>(null);
  const [isDiscarding, setDiscarding] = useState(false);
  const cancel = useRef<AbortController>(null);
  const reviews = useRef(0);
  /** Conflicts are settled one after the other, and the next can be while the one before is still on its way. */
  const settled = useRef<Promise<unknown>>(Promise.resolve());
  const isReady = Boolean(viewer) && isInWorkbook;

  const lookAgain = useCallback(async (formulas: boolean): Promise<Outcome> => {
    const started = ++reviews.current;
    // A later review knows better.
    const show = (found: Review | null) => started === reviews.current && setReview(found);
    try {
      show(await reviewChanges(formulas));
      return done("");
    } catch (error) {
      show(null);
      return failed(error);
    }
  }, []);
  const startReview = (formulas = withFormulas) => void run("Finding changes", () => lookAgain(formulas));
  useEffect(() => {
    if (isReady) startReview();
    // Opening the screen is asking for a review; later ones are asked for by name.
  }, [isReady]);

  const finish = async (publishing: Publishing): Promise<Outcome> => {
    setReceipts(publishing.receipts);
    setKeepMine(new Set());
    setProgress(null);
    if (publishing.failure) return publishing.failure;
    setReason("");
    await lookAgain(withFormulas);
    return toldOf(publishing.receipts);
  };
  const publish = () => {
    if (!review) return;
    const ending = new AbortController();
    cancel.current = ending;
    void run("Publishing", async () =>
      finish(await publishReviewed(review, keepMine, reason, setProgress, ending.signal)),
    );
  };
  const andLookAgain = (name: string, act: () => Promise<Outcome>) =>
    run(name, async () => {
      const outcome = await act();
      await lookAgain(withFormulas);
      return outcome;
    });
  const theirs = (items: readonly ConflictItem[]) => {
    settled.current = settled.current.then(() => andLookAgain(SETTLING, () => takeTheirs(items)));
  };
  const discard = () => {
    setDiscarding(false);
    void andLookAgain("Discarding edits", discardChanges);
  };

  if (!viewer) return <Body1 as="p">Sign in on Home first; then your changes can be reviewed and published.</Body1>;
  const lists = review ? listsOf(review) : null;
  const count = (lists?.ready.length ?? 0) + (lists?.conflicts.filter((item) => keepMine.has(item.key)).length ?? 0);
  const undecided = lists?.conflicts.filter((item) => !keepMine.has(item.key)).length ?? 0;
  const publishReason =
    busyWith !== null
      ? "Wait until this is done."
      : unansweredPublish()
        ? "First ask again what became of your last publish."
        : count === 0
          ? "Nothing is ready to publish."
          : null;
  const isEmpty =
    lists !== null && lists.ready.length + lists.conflicts.length + lists.problems.length + lists.formulas === 0;
  return (
    <>
      <div className="row spread">
        <Subtitle2 as="h2">Changes</Subtitle2>
        <Button size="small" disabledFocusable={busyWith !== null} onClick={() => startReview()}>
          Review changes
        </Button>
      </div>
      {unansweredPublish() && busyWith === null && (
        <section className="card problem stack" aria-label="Publish without an answer">
          <Body1 as="p">
            Your last publish got no answer, so it is not known whether it arrived. Ask again: it is applied once at
            most.
          </Body1>
          <Button
            appearance="primary"
            onClick={() => void run("Asking again", async () => finish(await publishAgain()))}
          >
            Ask again
          </Button>
        </section>
      )}
      <ReceiptList
        receipts={receipts}
        onUndone={(undone) => {
          setReceipts((before) => before.filter(({ answer }) => answer.receipt !== undone));
          void lookAgain(withFormulas);
        }}
      />
      {isReady && (
        <RecentPublishes
          without={new Set(receipts.map(({ answer }) => answer.receipt ?? ""))}
          onUndone={() => void lookAgain(withFormulas)}
        />
      )}
      <RowActs onAct={(name, act) => void andLookAgain(name, act)} />
      {lists === null && busyWith === null && (
        <Body1 as="p">
          {edits > 0 ? `${counted(edits, "edit")} not published.` : "Review changes to see what you edited."}
        </Body1>
      )}
      {isEmpty && (
        <Body1 as="p">
          {(tables ?? []).length === 0
            ? "No table is linked yet. Pull one, edit its yellow cells, then come back."
            : "Nothing to publish: the sheet says what Sevenfold says. Edit the yellow cells of a linked table, then review."}
        </Body1>
      )}
      {lists && (
        <ConflictList
          items={lists.conflicts}
          keepMine={keepMine}
          review={review}
          isBusy={busyWith !== null && busyWith !== SETTLING}
          onKeepMine={(items, isKept) => {
            const keys = new Set(keepMine);
            for (const { key } of items) {
              if (isKept) keys.add(key);
              else keys.delete(key);
            }
            setKeepMine(keys);
          }}
          onTakeTheirs={theirs}
        />
      )}
      {lists && !isEmpty && (
        <>
          <ProblemList
            items={lists.problems}
            isBusy={busyWith !== null}
            onSettle={(act) => void andLookAgain("Settling the copy", act)}
          />
          <ReadyList items={lists.ready} review={review} />
          {lists.formulas > 0 && (
            <Checkbox
              checked={withFormulas}
              disabled={busyWith !== null}
              label={`Also publish the results of ${counted(lists.formulas, "formula")} of yours. The formulas stay in the sheet.`}
              onChange={(_, { checked }) => {
                setWithFormulas(checked === true);
                startReview(checked === true);
              }}
            />
          )}
          <Field label="Reason (goes into the audit trail)" hint="For example: agreed at the contract review.">
            <Textarea value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} />
          </Field>
          {progress && (
            <>
              <Field
                validationState="none"
                validationMessage={`${progress.table}: ${progress.done.toLocaleString("en-GB")} of ${counted(progress.total, "row")} published`}
              >
                <ProgressBar aria-label="Publishing" value={progress.done} max={progress.total} />
              </Field>
              <div>
                <Button onClick={() => cancel.current?.abort()}>Stop before the next part</Button>
              </div>
            </>
          )}
          {undecided > 0 && (
            <Body1 as="p" className="quiet">
              {counted(undecided, "conflict")} without a decision {undecided === 1 ? "stays" : "stay"} in the sheet as
              an edit.
            </Body1>
          )}
          <ReasonedButton reason={publishReason} appearance="primary" onClick={publish}>
            {`Publish ${counted(count, "change")}`}
          </ReasonedButton>
          {isDiscarding ? (
            <div className="card stack" role="group" aria-label="Discard edits">
              <Body1 as="p">
                Put the pulled figures back into all edited cells and unmark rows? Formulas and new rows stay.
              </Body1>
              <div className="row">
                <Button onClick={discard}>Discard edits</Button>
                <Button appearance="subtle" onClick={() => setDiscarding(false)}>
                  Keep them
                </Button>
              </div>
            </div>
          ) : (
            <Button appearance="subtle" disabledFocusable={busyWith !== null} onClick={() => setDiscarding(true)}>
              Discard edits…
            </Button>
          )}
        </>
      )}
      {lists === null && busyWith !== null && <Spinner size="tiny" aria-label="Working" />}
    </>
  );
}

function toldOf(receipts: readonly Receipt[]): Outcome {
  if (receipts.length === 0) return attention("Nothing was sent: nothing is ready to publish.");
  const total = (pick: (counts: Receipt["answer"]["counts"]) => number) =>
    receipts.reduce((sum, { answer }) => sum + pick(answer.counts), 0);
  const rows = total((counts) => counts.applied + counts.merged);
  const left = total((counts) => counts.conflicts + counts.rejected);
  const refused = receipts.flatMap(({ answer }) => answer.userErrors.map((error) => error.message));
  if (refused.length > 0) return { kind: "FAILED", text: refused.join(" ") };
  const text = `Published ${counted(rows, "row")}.`;
  return left === 0 ? done(text) : attention(`${text} ${counted(left, "row")} not applied in full: see below.`);
}

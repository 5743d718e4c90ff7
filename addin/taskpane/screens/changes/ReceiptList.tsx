import { Body1, Caption1, Subtitle2Stronger } from "@fluentui/react-components";
import type { Receipt } from "../../../commands/publishChanges.js";
import { publishStatus } from "../../../commands/rowStatus.js";
import { shownMoment } from "../../components/shown.js";
import { UndoPublish } from "../../components/UndoPublish.js";

/** What was published: the server's receipt, to quote when somebody asks. */
export function ReceiptList({
  receipts,
  onUndone,
}: {
  readonly receipts: readonly Receipt[];
  readonly onUndone: (receipt: string) => void;
}) {
  const given = receipts.filter(({ answer }) => answer.receipt !== null);
  if (given.length === 0) return null;
  return (
    <ul className="plain-list stack" aria-label="Receipts">
      {given.map(({ table, dataset, answer, deletes, notRefreshed }) => (
        <li key={answer.receipt} className="card stack tight">
          <Subtitle2Stronger as="h3">Receipt {answer.receipt}</Subtitle2Stronger>
          <Body1 as="p">
            {table}
            {answer.publishedAt === null ? "" : `, published ${shownMoment(answer.publishedAt)}`}
            {answer.replayed ? ", had arrived the first time" : ""}
          </Body1>
          <Body1 as="p" className="figures">
            {[
              `${answer.counts.applied} applied`,
              answer.counts.merged > 0 && `${answer.counts.merged} merged with changes of others`,
              answer.counts.unchanged > 0 && `${answer.counts.unchanged} already so`,
              answer.counts.conflicts > 0 && `${answer.counts.conflicts} in conflict`,
              answer.counts.rejected > 0 && `${answer.counts.rejected} refused`,
            ]
              .filter((part) => part !== false)
              .join(", ")}
          </Body1>
          <RowByRow answer={answer} deletes={deletes} />
          {notRefreshed !== null && (
            <Body1 as="p">The publish stands, but the table could not be refreshed: {notRefreshed}</Body1>
          )}
          {answer.receipt !== null && (
            <UndoPublish receipt={answer.receipt} dataset={dataset} onUndone={() => onUndone(answer.receipt ?? "")} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** More than this is better read in the table's status column. */
const MOST_SHOWN = 50;

/** What became of each row: what was not applied first. */
function RowByRow({ answer, deletes }: Pick<Receipt, "answer" | "deletes">) {
  const { results, publishedAt } = answer;
  if (results.length === 0) return null;
  const isLeft = ({ status }: (typeof results)[number]) => ["CONFLICT", "REJECTED", "NOT_APPLIED"].includes(status);
  const ordered = [...results.filter(isLeft), ...results.filter((result) => !isLeft(result))];
  return (
    <details open={results.some(isLeft)}>
      <summary>Row by row</summary>
      <ul className="plain-list stack tight">
        {ordered.slice(0, MOST_SHOWN).map((result) => (
          <li key={result.id ?? result.clientRowId}>
            <strong>{result.reference ?? "New row"}</strong>{" "}
            <Caption1>{publishStatus(result, publishedAt, deletes.has(result.id ?? ""))}</Caption1>
          </li>
        ))}
      </ul>
      {results.length > MOST_SHOWN && (
        <Caption1 className="quiet">and {(results.length - MOST_SHOWN).toLocaleString("en-GB")} more</Caption1>
      )}
    </details>
  );
}

import { Body1, Subtitle2Stronger } from "@fluentui/react-components";
import type { Receipt } from "../../../commands/publishChanges.js";
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
      {given.map(({ table, dataset, answer, notRefreshed }) => (
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

import { Body1, Button, Caption1, Checkbox, Subtitle2, Subtitle2Stronger } from "@fluentui/react-components";
import { useState } from "react";
import { ask } from "../../../api/client.js";
import { PUBLISHES, type Publish } from "../../../api/operations.js";
import { pageRead } from "../../../api/pages.js";
import { counted } from "../../../commands/outcome.js";
import { MoreButton } from "../../components/MoreButton.js";
import { shownMoment } from "../../components/shown.js";
import { UndoPublish } from "../../components/UndoPublish.js";
import { usePages } from "../../hooks/usePages.js";
import { usePane } from "../../hooks/usePane.js";

const PAGE = 10;
/** Either lets a person see what others published. */
const SEES_OTHERS = ["AUDIT_READ", "PUBLISHES_UNDO"];

/** Publishes with their receipts, newest first; each can be taken back. */
export function PublishList() {
  const { viewer } = usePane();
  const [reads, setReads] = useState(0);
  const [isEverybody, setEverybody] = useState(false);
  const seesOthers = viewer?.allowed.some((act) => SEES_OTHERS.includes(act)) ?? false;
  const mayUndo = !isEverybody || viewer?.allowed.includes("PUBLISHES_UNDO") === true;
  const list = usePages(`${isEverybody} ${reads}`, async (after, signal) => {
    const { publishes } = await ask(PUBLISHES, { mine: !isEverybody, first: PAGE, after }, { signal });
    return pageRead(publishes);
  });
  return (
    <>
      <Subtitle2 as="h2">Publishes</Subtitle2>
      <div className="row spread">
        {seesOthers ? (
          <Checkbox
            checked={isEverybody}
            label="Everybody's"
            onChange={(_, { checked }) => setEverybody(checked === true)}
          />
        ) : (
          <Body1>What you published, newest first.</Body1>
        )}
        <Button size="small" onClick={() => setReads(reads + 1)}>
          Read again
        </Button>
      </div>
      {list.total === 0 && <Body1 as="p">Nothing has been published yet.</Body1>}
      <ul className="plain-list stack" aria-label="Publishes">
        {list.rows.map((publish) => (
          <li key={publish.receipt} className="card stack tight">
            <PublishCard publish={publish} mayUndo={mayUndo} onUndone={() => setReads(reads + 1)} />
          </li>
        ))}
      </ul>
      <MoreButton pages={list} what="publishes" />
    </>
  );
}

function PublishCard({
  publish,
  mayUndo,
  onUndone,
}: {
  readonly publish: Publish;
  readonly mayUndo: boolean;
  readonly onUndone: () => void;
}) {
  const { receipt, by, publishedAt, reason, workbook, undoes, undoneBy } = publish;
  const parts = [
    publish.cellsChanged > 0 &&
      `${counted(publish.cellsChanged, "cell")} changed in ${counted(publish.rowsChanged, "row")}`,
    publish.rowsCreated > 0 && `${counted(publish.rowsCreated, "row")} added`,
    publish.rowsDeleted > 0 && `${counted(publish.rowsDeleted, "row")} deleted`,
    publish.rowsRestored > 0 && `${counted(publish.rowsRestored, "row")} brought back`,
  ].filter((part) => part !== false);
  return (
    <>
      <Subtitle2Stronger as="h3">{receipt}</Subtitle2Stronger>
      <Caption1 className="quiet">
        {[by, shownMoment(publishedAt), publish.dataset.toLowerCase().replaceAll("_", " "), workbook]
          .filter(Boolean)
          .join(" · ")}
      </Caption1>
      <Body1>{parts.length === 0 ? "Nothing that you may see" : parts.join(", ")}</Body1>
      {reason !== null && <Body1 as="p">“{reason}”</Body1>}
      {undoes !== null && <Caption1>Takes back {undoes}</Caption1>}
      {undoneBy !== null ? (
        <Caption1>Taken back by {undoneBy}</Caption1>
      ) : (
        mayUndo && <UndoPublish receipt={receipt} dataset={publish.dataset} onUndone={onUndone} />
      )}
    </>
  );
}

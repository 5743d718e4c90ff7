import { Body1, Caption1, Subtitle2, Subtitle2Stronger } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { goToCell, linkedCellList, refreshCell, takeFigure, type LinkedCellPlace } from "../../../commands/linkCell.js";
import { unlinkCell } from "../../../commands/unlinkTable.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownMoment, shownValue } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";
import { LinkMenu } from "./LinkMenu.js";

/** The linked cells of this workbook, read again whenever the linked tables are. */
export function useLinkedCells(): readonly LinkedCellPlace[] {
  const { tables, isInWorkbook } = usePane();
  const [places, setPlaces] = useState<readonly LinkedCellPlace[]>([]);
  useEffect(() => {
    if (!isInWorkbook) return;
    let isCurrent = true;
    linkedCellList().then(
      (list) => isCurrent && setPlaces(list),
      // The tables are read at the same time, and say what is wrong with the workbook.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [tables, isInWorkbook]);
  return places;
}

/** Every linked cell of this workbook. */
export function LinkedCells({
  places,
  reason,
}: {
  readonly places: readonly LinkedCellPlace[];
  readonly reason: string | null;
}) {
  if (places.length === 0) return null;
  return (
    <>
      <Subtitle2 as="h2">Linked cells</Subtitle2>
      <ul className="plain-list stack" aria-label="Linked cells">
        {places.map((place) => (
          <li key={place.link.id}>
            <CellCard place={place} reason={reason} />
          </li>
        ))}
      </ul>
    </>
  );
}

const STATES = {
  LINKED: null,
  FORMULA: "Holds a formula of yours, which stays.",
  TYPED: "Holds a value that you typed, which stays.",
  GONE: "The cell was deleted from the workbook. Unlink forgets it.",
} as const;

function CellCard({ place, reason }: { readonly place: LinkedCellPlace; readonly reason: string | null }) {
  const { run, tell } = usePane();
  const { link, state, address } = place;
  const { id, label, frozenAt } = link;
  const goTo = async () => {
    const outcome = await goToCell(id);
    if (outcome.kind === "FAILED") tell(outcome);
  };
  const isLive = state !== "GONE" && frozenAt === undefined;
  const isEdit = isLive && state === "TYPED" && link.row?.editable === true;
  const note = isEdit ? "Holds an edit of yours that is not published: see Changes." : STATES[state];
  return (
    <article className={`card stack ${state === "GONE" ? "problem" : ""}`} aria-label={label}>
      <div className="stack tight">
        <Subtitle2Stronger as="h3">{label}</Subtitle2Stronger>
        <Body1 className="figures">
          {address === null ? "" : `${address}: `}
          {link.value === null ? "#N/A" : shownValue(link.value, link.type, link.unit)}
        </Body1>
        {link.problem !== null && <Body1>{link.problem}</Body1>}
        {note !== null && <Body1>{note}</Body1>}
        <Caption1 className="quiet">
          {frozenAt === undefined ? `Read ${shownMoment(link.readAt)}` : `Frozen ${shownMoment(frozenAt)}`}
        </Caption1>
      </div>
      <div className="row">
        {isLive && (
          <ReasonedButton size="small" reason={reason} onClick={() => void run("Refreshing", () => refreshCell(id))}>
            Refresh
          </ReasonedButton>
        )}
        {isLive && state === "TYPED" && (
          <ReasonedButton
            size="small"
            reason={null}
            onClick={() => void run("Putting back", () => takeFigure(id, label))}
          >
            Put figure back
          </ReasonedButton>
        )}
        <LinkMenu
          id={id}
          name={label}
          isFrozen={frozenAt !== undefined}
          onGoTo={state === "GONE" ? null : () => void goTo()}
          onUnlink={() => void run("Unlinking", () => unlinkCell(id, label))}
        />
      </div>
    </article>
  );
}

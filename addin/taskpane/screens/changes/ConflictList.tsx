import { Body1, Button, Caption1, Subtitle2Stronger, ToggleButton } from "@fluentui/react-components";
import type { ConflictItem, Review } from "../../../commands/review.js";
import { shownMoment, shownValue } from "../../components/shown.js";
import { columnOf, GoTo, Section } from "./ItemLists.js";

/** Cells that someone else changed too: was, yours, theirs, who and when; keep mine or take theirs. */
export function ConflictList({
  items,
  keepMine,
  review,
  isBusy,
  onKeepMine,
  onTakeTheirs,
}: {
  readonly items: readonly ConflictItem[];
  readonly keepMine: ReadonlySet<string>;
  readonly review: Review | null;
  readonly isBusy: boolean;
  readonly onKeepMine: (item: ConflictItem, isKept: boolean) => void;
  readonly onTakeTheirs: (item: ConflictItem) => void;
}) {
  if (items.length === 0) return null;
  return (
    <Section title="Conflicts" count={items.length}>
      <ul className="plain-list stack">
        {items.map((item) => {
          const column = columnOf(review, item);
          const shown = (value: ConflictItem["conflict"]["base"]) => shownValue(value, column?.type, column?.unit);
          const { base, yours, theirs, by, at } = item.conflict;
          const isKept = keepMine.has(item.key);
          const name = `${item.name}, ${item.conflict.label}`;
          return (
            <li key={item.key} className="card conflict">
              <Subtitle2Stronger as="h4">{`${item.name} · ${item.conflict.label}`}</Subtitle2Stronger>
              <dl className="values">
                <dt>Was</dt>
                <dd>{shown(base)}</dd>
                <dt>Yours</dt>
                <dd>{shown(yours)}</dd>
                <dt>Theirs</dt>
                <dd>
                  {shown(theirs)}{" "}
                  <Caption1 className="quiet">
                    {by ?? "someone"}
                    {at === null ? "" : `, ${shownMoment(at)}`}
                  </Caption1>
                </dd>
              </dl>
              <div className="row">
                <ToggleButton
                  size="small"
                  checked={isKept}
                  disabledFocusable={isBusy}
                  aria-label={`Keep mine: ${name}`}
                  onClick={() => onKeepMine(item, !isKept)}
                >
                  Keep mine
                </ToggleButton>
                <Button
                  size="small"
                  disabledFocusable={isBusy}
                  aria-label={`Take theirs: ${name}`}
                  onClick={() => onTakeTheirs(item)}
                >
                  Take theirs
                </Button>
                <GoTo item={item} />
              </div>
              {isKept && <Body1 as="p">Yours will be published.</Body1>}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

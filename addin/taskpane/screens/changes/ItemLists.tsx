import { Body1, Button, Caption1, Subtitle2Stronger } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { ProblemItem, ReadyItem, Review, ReviewItem } from "../../../commands/review.js";
import { settleCopy } from "../../../commands/markRows.js";
import type { Outcome } from "../../../commands/outcome.js";
import { goToItem } from "../../../commands/selectTable.js";
import { shownValue } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";

/** More than this in one list is shown as a number: the sheet itself is the better place to read it. */
const MOST_SHOWN = 100;

export function Section({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}) {
  return (
    <details open>
      <summary>
        <Subtitle2Stronger
          as="h3"
          style={{ display: "inline" }}
        >{`${title} (${count.toLocaleString("en-GB")})`}</Subtitle2Stronger>
      </summary>
      {children}
    </details>
  );
}

export function columnOf(review: Review | null, item: ReviewItem) {
  const table = review?.tables.find((each) => each.binding.id === item.bindingId);
  return table?.binding.columns.find((column) => column.field === item.field);
}

/** Selects the item's cell in the sheet. */
export function GoTo({ item }: { readonly item: ReviewItem }) {
  const { tell } = usePane();
  const go = async () => {
    const outcome = await goToItem(item);
    if (outcome.kind === "FAILED") tell(outcome);
  };
  return (
    <Button
      size="small"
      appearance="subtle"
      aria-label={`Go to cell: ${item.name} ${item.label}`}
      onClick={() => void go()}
    >
      Go to cell
    </Button>
  );
}

/** What must be put right in the sheet before it can be published. */
export function ProblemList({
  items,
  isBusy,
  onSettle,
}: {
  readonly items: readonly ProblemItem[];
  readonly isBusy: boolean;
  /** Runs what settles a copied row, and reviews again. */
  readonly onSettle: (act: () => Promise<Outcome>) => void;
}) {
  if (items.length === 0) return null;
  return (
    <Section title="Needs fixing" count={items.length}>
      <ul className="plain-list stack">
        {items.slice(0, MOST_SHOWN).map((item, index) => (
          <li key={`${item.key} ${index}`} className="card problem stack tight">
            <strong>{item.label === "" ? item.name : `${item.name} · ${item.label}`}</strong>
            <Body1 as="p">{item.message}</Body1>
            {item.suggestion !== null && !item.message.includes(item.suggestion) && (
              <Body1 as="p">Did you mean {item.suggestion}?</Body1>
            )}
            <div className="row">
              {item.copyOf !== undefined && (
                <>
                  {([true, false] as const).map((isNew) => (
                    <Button
                      key={String(isNew)}
                      size="small"
                      disabledFocusable={isBusy}
                      aria-label={`${isNew ? "It is a new row" : "Delete the copy"}: ${item.name}`}
                      onClick={() => onSettle(() => settleCopy(item.bindingId, item.row, item.copyOf ?? "", isNew))}
                    >
                      {isNew ? "It is a new row" : "Delete the copy"}
                    </Button>
                  ))}
                </>
              )}
              <GoTo item={item} />
            </div>
          </li>
        ))}
      </ul>
      <More count={items.length} />
    </Section>
  );
}

/** What will be published as it is. */
export function ReadyList({ items, review }: { readonly items: readonly ReadyItem[]; readonly review: Review | null }) {
  if (items.length === 0) return null;
  return (
    <Section title="Ready" count={items.length}>
      <ul className="plain-list stack">
        {items.slice(0, MOST_SHOWN).map((item) => {
          const column = columnOf(review, item);
          return (
            <li key={item.key} className={`card stack tight ${item.isDeletion ? "problem" : ""}`}>
              <strong>{`${item.name} · ${item.label}`}</strong>
              <div className="row spread">
                <Body1 className="figures">
                  {item.before === undefined ? "" : `${shownValue(item.before, column?.type, column?.unit)} → `}
                  {shownValue(item.value, column?.type, column?.unit)}
                </Body1>
                <GoTo item={item} />
              </div>
            </li>
          );
        })}
      </ul>
      <More count={items.length} />
    </Section>
  );
}

function More({ count }: { readonly count: number }) {
  if (count <= MOST_SHOWN) return null;
  return <Caption1 className="quiet">and {(count - MOST_SHOWN).toLocaleString("en-GB")} more</Caption1>;
}

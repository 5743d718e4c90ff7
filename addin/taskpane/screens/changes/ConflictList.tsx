import { Body1, Button, Caption1, Subtitle2Stronger, ToggleButton } from "@fluentui/react-components";
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { ConflictItem, Review } from "../../../commands/review.js";
import { goToItem } from "../../../commands/selectTable.js";
import { shownMoment, shownValue } from "../../components/shown.js";
import { columnOf, Section } from "./ItemLists.js";

interface ConflictListProps {
  readonly items: readonly ConflictItem[];
  readonly keepMine: ReadonlySet<string>;
  readonly review: Review | null;
  readonly isBusy: boolean;
  readonly onKeepMine: (items: readonly ConflictItem[], isKept: boolean) => void;
  readonly onTakeTheirs: (items: readonly ConflictItem[]) => void;
}

/**
 * Cells that someone else changed too: was, yours, theirs, who and when; keep mine, take theirs, or enter another. On a card the
 * keys 1, 2 and 3 do the same, and the arrows go from card to card.
 */
export function ConflictList(props: ConflictListProps) {
  const { items, isBusy } = props;
  const list = useRef<HTMLUListElement>(null);
  /** The card that had the keyboard last. */
  const last = useRef<{ readonly key: string; readonly index: number }>(null);
  const goTo = (index: number) => {
    const cards = list.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [];
    const card = cards[Math.max(0, Math.min(index, cards.length - 1))];
    (card ?? document.querySelector("main"))?.focus();
  };
  useEffect(() => {
    if (last.current === null || items.some(({ key }) => key === last.current?.key)) return;
    // A card that is settled goes, and would take the keyboard with it.
    if (document.hasFocus() && document.activeElement === document.body) goTo(last.current.index);
    else last.current = null;
  }, [items]);
  if (items.length === 0) return null;
  const onKey = (event: KeyboardEvent, item: ConflictItem, index: number) => {
    // The buttons on the card keep their own keys.
    if (event.target !== event.currentTarget) return;
    const act: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      Home: () => goTo(0),
      End: () => goTo(items.length - 1),
      "3": () => void goToItem(item),
      ...(isBusy
        ? {}
        : {
            "1": () => props.onKeepMine([item], !props.keepMine.has(item.key)),
            "2": () => props.onTakeTheirs([item]),
          }),
    };
    const wanted = event.ctrlKey || event.altKey || event.metaKey ? undefined : act[event.key];
    if (!wanted) return;
    event.preventDefault();
    wanted();
  };
  return (
    <Section title="Conflicts" count={items.length}>
      <Caption1 as="p" className="quiet">
        On a card: 1 keeps yours, 2 takes theirs, 3 goes to the cell; ↑ and ↓ go from card to card.
      </Caption1>
      <ul className="plain-list stack" ref={list}>
        {items.map((item, index) => (
          <li
            key={item.key}
            className="card conflict"
            data-card=""
            tabIndex={0}
            aria-label={`Conflict ${index + 1} of ${items.length}: ${item.name}, ${item.conflict.label}`}
            onFocus={() => {
              last.current = { key: item.key, index };
            }}
            onKeyDown={(event) => onKey(event, item, index)}
          >
            <Card {...props} item={item} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Card({
  item,
  items,
  keepMine,
  review,
  isBusy,
  onKeepMine,
  onTakeTheirs,
}: ConflictListProps & { readonly item: ConflictItem }) {
  const column = columnOf(review, item);
  const shown = (value: ConflictItem["conflict"]["base"]) => shownValue(value, column?.type, column?.unit);
  const { base, yours, theirs, by, at } = item.conflict;
  const isKept = keepMine.has(item.key);
  const name = `${item.name}, ${item.conflict.label}`;
  const alike = items.filter(({ bindingId, field }) => bindingId === item.bindingId && field === item.field);
  const isFirst = alike[0]?.key === item.key;
  const inColumn = `${alike.length} in ${item.conflict.label}`;
  return (
    <>
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
          onClick={() => onKeepMine([item], !isKept)}
        >
          Keep mine
        </ToggleButton>
        <Button
          size="small"
          disabledFocusable={isBusy}
          aria-label={`Take theirs: ${name}`}
          onClick={() => onTakeTheirs([item])}
        >
          Take theirs
        </Button>
        <Button
          size="small"
          appearance="subtle"
          aria-label={`Enter another: ${name}`}
          onClick={() => void goToItem(item)}
        >
          Enter another
        </Button>
      </div>
      {isFirst && alike.length > 1 && (
        <div className="row">
          <Button size="small" appearance="subtle" disabledFocusable={isBusy} onClick={() => onKeepMine(alike, true)}>
            {`Keep mine for all ${inColumn}`}
          </Button>
          <Button size="small" appearance="subtle" disabledFocusable={isBusy} onClick={() => onTakeTheirs(alike)}>
            {`Take theirs for all ${inColumn}`}
          </Button>
        </div>
      )}
      {isKept && <Body1 as="p">Yours will be published.</Body1>}
    </>
  );
}

import { Body1, Subtitle2Stronger } from "@fluentui/react-components";
import { Fragment } from "react";
import shortcuts from "../../../commands/shortcuts.json";

const titles = new Map(shortcuts.actions.map(({ id, name }) => [id, name.replace(/^Sevenfold: /, "")]));

/** The shortcuts that work in the sheet, as Excel is told them. */
export function Shortcuts() {
  return (
    <section className="stack" aria-labelledby="shortcuts">
      <Subtitle2Stronger as="h3" id="shortcuts">
        Keyboard
      </Subtitle2Stronger>
      <Body1 as="p">
        F6 leads from the sheet to this pane and on; in Excel on the web, Ctrl+F6. These work while the sheet has the
        keyboard:
      </Body1>
      <dl className="values">
        {shortcuts.shortcuts.map(({ action, key }) => (
          <Fragment key={action}>
            <dt>
              <kbd>{key.default}</kbd>
            </dt>
            <dd>{capital(titles.get(action) ?? action)}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

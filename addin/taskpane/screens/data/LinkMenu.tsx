import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { MoreHorizontalRegular } from "@fluentui/react-icons";
import { freezeLinks, thawLinks } from "../../../commands/freezeLinks.js";
import { hideStatusColumn, showStatusColumn } from "../../../commands/rowStatus.js";
import { usePane } from "../../hooks/usePane.js";

/** What can be done with a linked table or cell besides refreshing it. */
export function LinkMenu({
  id,
  name,
  isFrozen,
  onGoTo,
  onUnlink,
  hasStatusColumn,
  onChangeColumns,
}: {
  readonly id: string;
  readonly name: string;
  readonly isFrozen: boolean;
  /** Null where there is nothing to go to any more. */
  readonly onGoTo: (() => void) | null;
  readonly onUnlink: () => void;
  /** Left out where there can be none. */
  readonly hasStatusColumn?: boolean;
  /** For an adopted table; left out for others. */
  readonly onChangeColumns?: () => void;
}) {
  const { run } = usePane();
  return (
    <>
      {isFrozen && (
        <Button size="small" onClick={() => void run("Thawing", () => thawLinks([id]))}>
          Thaw
        </Button>
      )}
      {onGoTo && (
        <Button size="small" appearance="subtle" onClick={onGoTo}>
          Go to
        </Button>
      )}
      <Menu inline>
        <MenuTrigger disableButtonEnhancement>
          <Button size="small" appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={`More for ${name}`} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {!isFrozen && onGoTo && (
              <MenuItem
                secondaryContent="Keep the values"
                onClick={() => void run("Freezing", () => freezeLinks([id]))}
              >
                Freeze
              </MenuItem>
            )}
            {!isFrozen && onGoTo && onChangeColumns && (
              <MenuItem secondaryContent="Which is which" onClick={onChangeColumns}>
                Change columns
              </MenuItem>
            )}
            {!isFrozen && onGoTo && hasStatusColumn !== undefined && (
              <MenuItem
                secondaryContent={hasStatusColumn ? "Take it away" : "What became of each row"}
                onClick={() =>
                  void run("Changing the table", () => (hasStatusColumn ? hideStatusColumn(id) : showStatusColumn(id)))
                }
              >
                Status column
              </MenuItem>
            )}
            <MenuItem secondaryContent="Forget the link" onClick={onUnlink}>
              Unlink
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </>
  );
}

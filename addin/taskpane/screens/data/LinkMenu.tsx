import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { MoreHorizontalRegular } from "@fluentui/react-icons";
import { freezeLinks, thawLinks } from "../../../commands/freezeLinks.js";
import { usePane } from "../../hooks/usePane.js";

/** What can be done with a linked table or cell besides refreshing it. */
export function LinkMenu({
  id,
  name,
  isFrozen,
  onGoTo,
  onUnlink,
}: {
  readonly id: string;
  readonly name: string;
  readonly isFrozen: boolean;
  /** Null where there is nothing to go to any more. */
  readonly onGoTo: (() => void) | null;
  readonly onUnlink: () => void;
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
            <MenuItem secondaryContent="Forget the link" onClick={onUnlink}>
              Unlink
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </>
  );
}

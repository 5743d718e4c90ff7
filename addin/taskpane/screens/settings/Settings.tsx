import { Body1, Subtitle2 } from "@fluentui/react-components";
import { usePane } from "../../hooks/usePane.js";
import { AccessTokens } from "./AccessTokens.js";
import { Shortcuts } from "./Shortcuts.js";

/** What belongs to the person and not to the workbook: tokens for other tools, and the keyboard's shortcuts. */
export function Settings() {
  const { viewer } = usePane();
  return (
    <>
      <Subtitle2 as="h2">Settings</Subtitle2>
      {viewer ? <AccessTokens /> : <Body1 as="p">Sign in on Home first to make access tokens for other tools.</Body1>}
      <Shortcuts />
    </>
  );
}

import { Body1, Button, Spinner } from "@fluentui/react-components";
import type { Asked } from "../hooks/useAsked.js";

/** Stands where something is read that a screen cannot do without: that it is being read, or why it was not. */
export function ReadingNote({ asked, label }: { readonly asked: Asked<unknown>; readonly label: string }) {
  return (
    <>
      {asked.problem !== null && (
        <>
          <Body1 as="p">{asked.problem}</Body1>
          <Button onClick={asked.again}>Try again</Button>
        </>
      )}
      {asked.value === undefined && asked.isAsking && <Spinner size="tiny" labelPosition="after" label={label} />}
    </>
  );
}

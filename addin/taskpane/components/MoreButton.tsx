import { Body1, Button, Spinner } from "@fluentui/react-components";
import type { Pages } from "../hooks/usePages.js";

/** What stands below a list that is read page by page: the rest on request, or why it could not be read. */
export function MoreButton({ pages, what }: { readonly pages: Pages<unknown>; readonly what: string }) {
  return (
    <>
      {pages.problem !== null && <Body1 as="p">{pages.problem}</Body1>}
      {pages.isAsking && <Spinner size="tiny" labelPosition="after" label={`Reading ${what}…`} />}
      {pages.hasMore && !pages.isAsking && (
        <div>
          <Button size="small" onClick={pages.more}>
            {`Show more ${what}`}
          </Button>
        </div>
      )}
    </>
  );
}

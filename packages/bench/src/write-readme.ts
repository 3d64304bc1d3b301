/** Puts the table into a Markdown file, between its markers. */

const marked = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;

/**
 * The text with a new table.
 *
 * @throws When it has no markers.
 */
export function withTable(text: string, table: string): string {
  if (!marked.test(text)) throw new Error("README.md has no <!-- bench --> … <!-- /bench --> to write to");
  return text.replace(marked, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}

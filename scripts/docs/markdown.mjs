/** The parts of a Markdown document that can be checked: fenced snippets, comments, prose with its links, headings. */

/**
 * `snippets` are the fences, each with the comment directly before it; `prose` is every line outside fences; `comments` and
 * `headings` are texts. Lines count from 1.
 */
export function parseMarkdown(text) {
  const snippets = [];
  const prose = [];
  const comments = [];
  const headings = [];
  let open;
  let comment;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = line.match(/^\s*(`{3,}|~{3,})\s*(\S*)/);
    if (open) {
      if (fence && fence[1].startsWith(open.fence) && fence[2] === "") {
        snippets.push({ ...open, text: `${open.lines.join("\n")}\n` });
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    if (fence) {
      open = { fence: fence[1], language: fence[2], line: index + 1, comment, lines: [] };
      comment = undefined;
      continue;
    }
    const note = line.match(/^\s*<!--\s*(.*?)\s*-->\s*$/)?.[1];
    if (note !== undefined) comments.push({ text: note, line: index + 1 });
    // An empty line between a comment and its snippet keeps them together: formatters put one there.
    if (note !== undefined || line.trim() !== "") comment = note;
    const heading = line.match(/^#{1,6}\s+(.*?)\s*#*$/)?.[1];
    if (heading !== undefined) headings.push(heading);
    prose.push({ text: line, line: index + 1 });
  }
  return { snippets, prose, comments, headings, unclosed: open?.line };
}
